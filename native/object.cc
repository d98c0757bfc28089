#include "object.h"
#include "tracepoint.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace shrike {
namespace {

constexpr napi_type_tag OBJECT_TAG = { 0x7368726b6f626a31, 0x8d0a4c2e91b7f635 };

// What libbpf has said since the last reset: the reason of a failure is only there. One per thread, as workers may load too.
thread_local std::string libbpf_log;
thread_local bool want_debug = false;
constexpr size_t LOG_BYTES_MAX = 4 << 20;

// The verifier gives up with EAGAIN when a signal waits for its thread, and a profiler's timer sends one every few moments.
class SignalsHeld {
	sigset_t before;

public:
	SignalsHeld()
	{
		sigset_t all;
		sigfillset(&all);
		// glibc's sigprocmask is this thread's; pthread_sigmask would ask for glibc 2.32.
		sigprocmask(SIG_SETMASK, &all, &before);
	}
	~SignalsHeld() { sigprocmask(SIG_SETMASK, &before, nullptr); }
	SignalsHeld(const SignalsHeld &) = delete;
	SignalsHeld &operator=(const SignalsHeld &) = delete;
};

int collect_log(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_DEBUG && !want_debug)
		return 0;
	// A verifier's log comes as one piece of up to 16 MB, and what matters is its end.
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(nullptr, 0, format, again);
	va_end(again);
	if (n <= 0)
		return 0;
	size_t used = libbpf_log.size();
	libbpf_log.resize(used + n + 1);
	vsnprintf(&libbpf_log[used], n + 1, format, args);
	libbpf_log.resize(used + n);
	if (libbpf_log.size() > LOG_BYTES_MAX)
		libbpf_log.erase(0, libbpf_log.size() - LOG_BYTES_MAX);
	return 0;
}

// The program that a failed load is about: "prog 'NAME': failed to load: -22", else whichever was named last.
std::string blamed_program()
{
	size_t at = libbpf_log.rfind("': failed to load");
	size_t from = at == std::string::npos ? std::string::npos : libbpf_log.rfind("prog '", at);
	if (from == std::string::npos && (from = libbpf_log.rfind("prog '")) != std::string::npos &&
	    libbpf_log.find("map '", from) == std::string::npos)
		at = libbpf_log.find("'", from + 6);
	if (from == std::string::npos || at == std::string::npos || at < from + 6)
		return "";
	return libbpf_log.substr(from + 6, at - from - 6);
}

bpf_program *find_program(napi_env env, Object *o, const Arguments &args)
{
	auto name = args.text(1);
	bpf_program *p = name ? bpf_object__find_program_by_name(o->object, name->c_str()) : nullptr;
	if (!p)
		throw_type(env, "there is no program '" + name.value_or("?") + "' in this object");
	return p;
}

napi_value open_object(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto path = args.text(0);
	if (!path)
		return throw_type(env, "openObject(path): path must be a string without NUL");
	libbpf_log.clear();
	auto o = std::make_unique<Object>();
	o->object = bpf_object__open(path->c_str());
	if (!o->object)
		return throw_world(env, "SHRIKE_BPF_OPEN", "cannot open BPF object " + *path + ": " + strerror(errno), errno, libbpf_log);
	napi_value v;
	napi_create_object(env, &v);
	napi_type_tag_object(env, v, &OBJECT_TAG);
	napi_wrap(env, v, o.release(), [](napi_env, void *data, void *) { delete static_cast<Object *>(data); }, nullptr, nullptr);
	return v;
}

napi_value close_object(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	if (Object *o = take_object(env, args))
		o->close();
	return undefined(env);
}

napi_value set_autoload(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_program *p = o ? find_program(env, o, args) : nullptr;
	if (!p)
		return nullptr;
	auto on = args.boolean(2);
	if (!on)
		return throw_type(env, "setAutoload(object, program, on): on must be a boolean");
	bpf_program__set_autoload(p, *on);
	return undefined(env);
}

// setAttachTarget(object, program, name): another kernel function or tracepoint than the section's name says; before loading.
napi_value set_attach_target(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_program *p = o ? find_program(env, o, args) : nullptr;
	if (!p)
		return nullptr;
	auto target = args.text(2);
	if (!target)
		return throw_type(env, "setAttachTarget(object, program, target): target must be a string without NUL");
	libbpf_log.clear();
	int err = bpf_program__set_attach_target(p, 0, target->c_str());
	if (err)
		return throw_world(env, "SHRIKE_BPF_ATTACH",
				   std::string("cannot aim ") + bpf_program__name(p) + " at " + *target + ": " + strerror(-err), -err, libbpf_log,
				   bpf_program__name(p));
	return undefined(env);
}

// loadObject(object, verifierLogLevel?) → the log, '' at level 0.
napi_value load_object(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	if (!o)
		return nullptr;
	if (o->loaded)
		return throw_type(env, "this BPF object is loaded already");
	int64_t level = 0;
	if (!args.absent(1)) {
		auto asked = args.integer(1);
		if (!asked || *asked < 0 || *asked > 7)
			return throw_type(env, "loadObject(object, level): level is made of 1 (instructions), 2 (states too) and 4 (statistics)");
		level = *asked;
		bpf_program *p;
		bpf_object__for_each_program(p, o->object)
			bpf_program__set_log_level(p, level);
	}
	libbpf_log.clear();
	want_debug = level != 0;
	int err;
	{
		SignalsHeld held;
		err = bpf_object__load(o->object);
	}
	want_debug = false;
	if (err) {
		std::string program = blamed_program();
		return throw_world(env, "SHRIKE_BPF_LOAD",
				   "cannot load " + (program.empty() ? std::string("the BPF object") : "BPF program " + program) + ": " + strerror(-err),
				   -err, libbpf_log, program);
	}
	o->loaded = true;
	return make_string(env, level ? libbpf_log : "");
}

napi_value list_programs(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	if (!o)
		return nullptr;
	napi_value list;
	napi_create_array(env, &list);
	uint32_t i = 0;
	bpf_program *p;
	bpf_object__for_each_program(p, o->object) {
		napi_value v;
		napi_create_object(env, &v);
		set(env, v, "name", make_string(env, bpf_program__name(p)));
		set(env, v, "section", make_string(env, bpf_program__section_name(p)));
		set(env, v, "type", make_number(env, bpf_program__type(p)));
		set(env, v, "autoload", make_bool(env, bpf_program__autoload(p)));
		int fd = bpf_program__fd(p);
		if (fd >= 0)
			set(env, v, "fd", make_number(env, fd));
		bpf_prog_info prog = {};
		uint32_t length = sizeof prog;
		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &prog, &length)) {
			set(env, v, "id", make_number(env, prog.id));
			set(env, v, "instructions", make_number(env, prog.xlated_prog_len / 8));
			set(env, v, "verifiedInstructions", make_number(env, prog.verified_insns));
			set(env, v, "runCount", make_bigint(env, prog.run_cnt));
			set(env, v, "runTimeNs", make_bigint(env, prog.run_time_ns));
			set(env, v, "recursionMisses", make_bigint(env, prog.recursion_misses));
		}
		napi_set_element(env, list, i++, v);
	}
	return list;
}

bpf_link *attach_cgroup(bpf_program *p, const std::string &path)
{
	int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return nullptr;
	bpf_link *link = bpf_program__attach_cgroup(p, fd);
	int saved = errno;
	close(fd);
	errno = saved;
	return link;
}

// To a place other than the section's name says: a cgroup's folder, a function, a tracepoint.
bpf_link *attach_to(bpf_program *p, const std::string &target)
{
	switch (bpf_program__type(p)) {
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
	case BPF_PROG_TYPE_CGROUP_DEVICE:
	case BPF_PROG_TYPE_SOCK_OPS:
		return attach_cgroup(p, target);
	case BPF_PROG_TYPE_KPROBE:
		return bpf_program__attach_kprobe(p, !strncmp(bpf_program__section_name(p), "kretprobe", 9), target.c_str());
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
		return bpf_program__attach_raw_tracepoint(p, target.c_str());
	case BPF_PROG_TYPE_TRACEPOINT: {
		size_t slash = target.find('/');
		if (slash != std::string::npos)
			return attach_tracepoint(p, target.substr(0, slash), target.substr(slash + 1));
		break;
	}
	default:
		break;
	}
	errno = EINVAL;
	return nullptr;
}

// attach(object, program, target?) → number of the link.
napi_value attach(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_program *p = o ? find_program(env, o, args) : nullptr;
	if (!p)
		return nullptr;
	auto target = args.text(2);
	if (!target && !args.absent(2))
		return throw_type(env, "attach(object, program, target): target must be a string without NUL");
	libbpf_log.clear();
	// `tracepoint/CATEGORY/NAME`: libbpf needs tracefs to be mounted, we do not.
	if (!target && bpf_program__type(p) == BPF_PROG_TYPE_TRACEPOINT) {
		std::string section = bpf_program__section_name(p);
		target = section.substr(section.find('/') + 1);
	}
	bpf_link *link = target ? attach_to(p, *target) : bpf_program__attach(p);
	if (!link) {
		int error = errno;
		return throw_world(env, "SHRIKE_BPF_ATTACH",
				   std::string("cannot attach ") + bpf_program__name(p) + " to " + target.value_or(bpf_program__section_name(p)) + ": " +
					   strerror(error),
				   error, libbpf_log, bpf_program__name(p));
	}
	int64_t id = o->next_link++;
	o->links[id] = link;
	return make_number(env, id);
}

// attachTaskIterator(object, program, pidfd) → number of the link; the iterator visits the tasks of that process (since
// Linux 6.1; older kernels ignore the wish and visit all).
napi_value attach_task_iterator(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_program *p = o ? find_program(env, o, args) : nullptr;
	if (!p)
		return nullptr;
	auto pidfd = args.descriptor(2);
	if (!pidfd)
		return throw_type(env, "attachTaskIterator(object, program, pidfd): pidfd must be a descriptor from pidfdOpen()");
	bpf_iter_link_info which = {};
	which.task.pid_fd = *pidfd;
	LIBBPF_OPTS(bpf_iter_attach_opts, options, .link_info = &which, .link_info_len = sizeof which);
	libbpf_log.clear();
	bpf_link *link = bpf_program__attach_iter(p, &options);
	if (!link) {
		int error = errno;
		return throw_world(env, "SHRIKE_BPF_ATTACH", std::string("cannot attach ") + bpf_program__name(p) + " to a process: " + strerror(error),
				   error, libbpf_log, bpf_program__name(p));
	}
	int64_t id = o->next_link++;
	o->links[id] = link;
	return make_number(env, id);
}

// createIterator(object, link) → a descriptor to read the iterator's output from; each starts from the beginning.
napi_value create_iterator(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	auto id = args.integer(1);
	if (!o)
		return nullptr;
	auto it = id ? o->links.find(*id) : o->links.end();
	if (it == o->links.end())
		return throw_type(env, "createIterator(object, link): there is no such link");
	int fd = bpf_iter_create(bpf_link__fd(it->second));
	if (fd < 0)
		return throw_world(env, "SHRIKE_BPF_ITERATOR", std::string("cannot run the iterator: ") + strerror(errno), errno);
	return make_number(env, fd);
}

napi_value detach(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	auto id = args.integer(1);
	if (!o)
		return nullptr;
	auto it = id ? o->links.find(*id) : o->links.end();
	if (it == o->links.end())
		return throw_type(env, "detach(object, link): there is no such link");
	bpf_link__destroy(it->second);
	o->links.erase(it);
	return undefined(env);
}

// What the running kernel has, asked by trying (libbpf probes).
napi_value kernel_features(napi_env env, napi_callback_info)
{
	napi_value v, types;
	napi_create_object(env, &v);
	napi_create_object(env, &types);
	const std::pair<const char *, bpf_prog_type> kinds[] = {
		{ "fentry", BPF_PROG_TYPE_TRACING }, { "lsm", BPF_PROG_TYPE_LSM }, { "kprobe", BPF_PROG_TYPE_KPROBE },
		{ "tracepoint", BPF_PROG_TYPE_TRACEPOINT }, { "raw_tracepoint", BPF_PROG_TYPE_RAW_TRACEPOINT },
		{ "cgroup_skb", BPF_PROG_TYPE_CGROUP_SKB }, { "cgroup_sock_addr", BPF_PROG_TYPE_CGROUP_SOCK_ADDR },
		{ "cgroup_sock", BPF_PROG_TYPE_CGROUP_SOCK }, { "sched_cls", BPF_PROG_TYPE_SCHED_CLS }, { "sock_ops", BPF_PROG_TYPE_SOCK_OPS },
	};
	for (auto &[name, type] : kinds)
		set(env, types, name, make_bool(env, libbpf_probe_bpf_prog_type(type, nullptr) == 1));
	set(env, v, "programTypes", types);
	napi_value maps;
	napi_create_object(env, &maps);
	const std::pair<const char *, bpf_map_type> map_kinds[] = {
		{ "ringbuf", BPF_MAP_TYPE_RINGBUF }, { "lru_hash", BPF_MAP_TYPE_LRU_HASH }, { "lpm_trie", BPF_MAP_TYPE_LPM_TRIE },
		{ "task_storage", BPF_MAP_TYPE_TASK_STORAGE }, { "perf_event_array", BPF_MAP_TYPE_PERF_EVENT_ARRAY },
	};
	for (auto &[name, type] : map_kinds)
		set(env, maps, name, make_bool(env, libbpf_probe_bpf_map_type(type, nullptr) == 1));
	set(env, v, "mapTypes", maps);
	set(env, v, "ringBuffer", make_bool(env, libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, nullptr) == 1));
	btf *b = btf__load_vmlinux_btf();
	set(env, v, "btf", make_bool(env, b != nullptr));
	btf__free(b);
	return v;
}

// Types of a tracepoint's arguments, by its btf_trace_NAME typedef: names with pointers and qualifiers taken away;
// undefined where the kernel has no such tracepoint.
napi_value tracepoint_arguments(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto name = args.text(0);
	if (!name)
		return throw_type(env, "tracepointArguments(name): name must be a string");
	btf *b = btf__load_vmlinux_btf();
	int id = b ? btf__find_by_name_kind(b, ("btf_trace_" + *name).c_str(), BTF_KIND_TYPEDEF) : -1;
	napi_value list = undefined(env);
	if (id > 0) {
		napi_create_array(env, &list);
		const btf_type *t = btf__type_by_id(b, btf__type_by_id(b, id)->type); // the pointer
		t = btf__type_by_id(b, t->type);                                       // the prototype
		const btf_param *p = btf_params(t);
		for (int i = 1; i < btf_vlen(t); i++) { // the first is the context
			const btf_type *arg = btf__type_by_id(b, p[i].type);
			while (btf_is_ptr(arg) || btf_is_mod(arg))
				arg = btf__type_by_id(b, arg->type);
			napi_set_element(env, list, i - 1, make_string(env, btf__name_by_offset(b, arg->name_off)));
		}
	}
	btf__free(b);
	return list;
}

// Types of a kernel function's arguments, as tracepointArguments gives them; undefined where there is no such function.
napi_value function_arguments(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto name = args.text(0);
	if (!name)
		return throw_type(env, "functionArguments(name): name must be a string");
	btf *b = btf__load_vmlinux_btf();
	int id = b ? btf__find_by_name_kind(b, name->c_str(), BTF_KIND_FUNC) : -1;
	napi_value list = undefined(env);
	if (id > 0) {
		napi_create_array(env, &list);
		const btf_type *t = btf__type_by_id(b, btf__type_by_id(b, id)->type); // the prototype
		const btf_param *p = btf_params(t);
		for (int i = 0; i < btf_vlen(t); i++) {
			const btf_type *arg = btf__type_by_id(b, p[i].type);
			while (btf_is_ptr(arg) || btf_is_mod(arg))
				arg = btf__type_by_id(b, arg->type);
			napi_set_element(env, list, i, make_string(env, btf__name_by_offset(b, arg->name_off)));
		}
	}
	btf__free(b);
	return list;
}

// Every BPF program in the kernel, whoever loaded it: [{id, name, type}].
napi_value all_programs(napi_env env, napi_callback_info)
{
	napi_value list;
	napi_create_array(env, &list);
	uint32_t id = 0, i = 0;
	while (!bpf_prog_get_next_id(id, &id)) {
		int fd = bpf_prog_get_fd_by_id(id);
		bpf_prog_info prog = {};
		uint32_t length = sizeof prog;
		if (fd < 0)
			continue; // gone meanwhile
		if (!bpf_obj_get_info_by_fd(fd, &prog, &length)) {
			napi_value v;
			napi_create_object(env, &v);
			set(env, v, "id", make_number(env, prog.id));
			set(env, v, "name", make_string(env, prog.name));
			set(env, v, "type", make_number(env, prog.type));
			napi_set_element(env, list, i++, v);
		}
		close(fd);
	}
	return list;
}

} // namespace

void Object::close()
{
	for (auto &[id, link] : links)
		bpf_link__destroy(link);
	links.clear();
	for (auto &[map, section] : sections)
		munmap(section.memory, section.length);
	sections.clear();
	if (object)
		bpf_object__close(object);
	object = nullptr;
}

Object *take_object(napi_env env, const Arguments &args)
{
	Object *o = args.handle<Object>(0, OBJECT_TAG);
	if (!o) {
		throw_type(env, "the first argument must be an object from openObject()");
		return nullptr;
	}
	if (!o->object) {
		throw_type(env, "this BPF object is closed");
		return nullptr;
	}
	return o;
}

void add_object_functions(napi_env env, napi_value exports)
{
	libbpf_set_print(collect_log);
	add_functions(env, exports, {
		{ "openObject", open_object }, { "closeObject", close_object }, { "setAutoload", set_autoload },
		{ "setAttachTarget", set_attach_target }, { "loadObject", load_object }, { "listPrograms", list_programs },
		{ "attach", attach }, { "attachTaskIterator", attach_task_iterator }, { "detach", detach }, { "createIterator", create_iterator }, { "allPrograms", all_programs },
		{ "kernelFeatures", kernel_features }, { "tracepointArguments", tracepoint_arguments }, { "functionArguments", function_arguments },
	});
}

} // namespace shrike
