#include "object.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <memory>
#include <vector>

#include "value.h"

namespace shrike {
namespace {

constexpr napi_type_tag OBJECT_TAG = { 0x7368726b6f626a31, 0x8d0a4c2e91b7f635 };

// What libbpf has said since the last reset: the reason of a failure is only there.
std::string libbpf_log;
constexpr size_t LOG_BYTES_MAX = 4 << 20;

int collect_log(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_DEBUG)
		return 0;
	char line[16384];
	int n = vsnprintf(line, sizeof line, format, args);
	if (n > 0 && libbpf_log.size() < LOG_BYTES_MAX)
		libbpf_log.append(line, std::min<size_t>(n, sizeof line - 1));
	return 0;
}

struct Object {
	bpf_object *object = nullptr;
	bool loaded = false;
	std::map<int64_t, bpf_link *> links;
	int64_t next_link = 1;

	void close()
	{
		for (auto &[id, link] : links)
			bpf_link__destroy(link);
		links.clear();
		if (object)
			bpf_object__close(object);
		object = nullptr;
	}
	~Object() { close(); }
};

// The object of argument 0, open; throws otherwise.
Object *take(napi_env env, const Arguments &args)
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

bpf_program *find_program(napi_env env, Object *o, const Arguments &args)
{
	auto name = args.text(1);
	bpf_program *p = name ? bpf_object__find_program_by_name(o->object, name->c_str()) : nullptr;
	if (!p)
		throw_type(env, "there is no program '" + name.value_or("?") + "' in this object");
	return p;
}

bpf_map *find_map(napi_env env, Object *o, const Arguments &args)
{
	auto name = args.text(1);
	bpf_map *m = nullptr;
	if (name && !(m = bpf_object__find_map_by_name(o->object, name->c_str()))) {
		// Sections are prefixed by the object's name, which callers need not know.
		bpf_map *each;
		bpf_object__for_each_map(each, o->object) {
			std::string full = bpf_map__name(each);
			if (full.size() > name->size() && !name->empty() && (*name)[0] == '.' &&
			    full.compare(full.size() - name->size(), name->size(), *name) == 0)
				m = each;
		}
	}
	if (!m)
		throw_type(env, "there is no map '" + name.value_or("?") + "' in this object");
	return m;
}

napi_value open_object(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto path = args.text(0);
	if (!path)
		return throw_type(env, "openObject(path): path must be a string");
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
	if (Object *o = take(env, args))
		o->close();
	return undefined(env);
}

napi_value set_autoload(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	bpf_program *p = o ? find_program(env, o, args) : nullptr;
	if (!p)
		return nullptr;
	auto on = args.boolean(2);
	if (!on)
		return throw_type(env, "setAutoload(object, program, on): on must be a boolean");
	bpf_program__set_autoload(p, *on);
	return undefined(env);
}

napi_value set_max_entries(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	auto n = args.integer(2);
	if (!m)
		return nullptr;
	if (!n || *n <= 0 || *n > INT32_MAX)
		return throw_type(env, "setMaxEntries(object, map, n): n must be a positive integer");
	int err = bpf_map__set_max_entries(m, *n);
	if (err)
		return throw_world(env, "SHRIKE_BPF_MAP", std::string("cannot resize map ") + bpf_map__name(m) + ": " + strerror(-err), -err);
	return undefined(env);
}

// Offset and size of a global variable, from the BTF of its section.
napi_value global_place(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	auto name = args.text(1);
	if (!o)
		return nullptr;
	if (!name)
		return throw_type(env, "globalPlace(object, name): name must be a string");
	btf *b = bpf_object__btf(o->object);
	for (uint32_t id = 1; b && id < btf__type_cnt(b); id++) {
		const btf_type *section = btf__type_by_id(b, id);
		if (!btf_is_datasec(section))
			continue;
		const btf_var_secinfo *v = btf_var_secinfos(section);
		for (int i = 0; i < btf_vlen(section); i++, v++) {
			const btf_type *var = btf__type_by_id(b, v->type);
			if (*name != btf__name_by_offset(b, var->name_off))
				continue;
			napi_value place;
			napi_create_object(env, &place);
			set(env, place, "section", make_string(env, btf__name_by_offset(b, section->name_off)));
			set(env, place, "offset", make_number(env, v->offset));
			set(env, place, "size", make_number(env, v->size));
			return place;
		}
	}
	return throw_type(env, "there is no global variable '" + *name + "' in this object");
}

napi_value load_object(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	if (!o)
		return nullptr;
	if (o->loaded)
		return throw_type(env, "this BPF object is loaded already");
	libbpf_log.clear();
	int err = bpf_object__load(o->object);
	if (err) {
		// libbpf names the program that failed: "prog 'NAME': failed to load: -22".
		std::string program;
		size_t at = libbpf_log.rfind("': failed to load");
		if (at != std::string::npos) {
			size_t from = libbpf_log.rfind("prog '", at);
			if (from != std::string::npos)
				program = libbpf_log.substr(from + 6, at - from - 6);
		}
		return throw_world(env, "SHRIKE_BPF_LOAD",
				   "cannot load " + (program.empty() ? std::string("the BPF object") : "BPF program " + program) + ": " + strerror(-err),
				   -err, libbpf_log, program);
	}
	o->loaded = true;
	return undefined(env);
}

napi_value list_programs(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
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
		set(env, v, "autoload", make_bool(env, bpf_program__autoload(p)));
		int fd = bpf_program__fd(p);
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

napi_value attach(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	bpf_program *p = o ? find_program(env, o, args) : nullptr;
	if (!p)
		return nullptr;
	libbpf_log.clear();
	bpf_link *link;
	if (auto cgroup = args.text(2)) {
		int fd = open(cgroup->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			return throw_world(env, "SHRIKE_BPF_ATTACH", "cannot open cgroup " + *cgroup + ": " + strerror(errno), errno);
		link = bpf_program__attach_cgroup(p, fd);
		int saved = errno;
		close(fd);
		errno = saved;
	} else {
		link = bpf_program__attach(p);
	}
	if (!link)
		return throw_world(env, "SHRIKE_BPF_ATTACH",
				   std::string("cannot attach ") + bpf_program__name(p) + " to " + bpf_program__section_name(p) + ": " + strerror(errno),
				   errno, libbpf_log, bpf_program__name(p));
	int64_t id = o->next_link++;
	o->links[id] = link;
	return make_number(env, id);
}

napi_value detach(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
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

napi_value list_maps(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	if (!o)
		return nullptr;
	napi_value list;
	napi_create_array(env, &list);
	uint32_t i = 0;
	bpf_map *m;
	bpf_object__for_each_map(m, o->object) {
		napi_value v;
		napi_create_object(env, &v);
		set(env, v, "name", make_string(env, bpf_map__name(m)));
		set(env, v, "type", make_number(env, bpf_map__type(m)));
		set(env, v, "keyBytes", make_number(env, bpf_map__key_size(m)));
		set(env, v, "valueBytes", make_number(env, bpf_map__value_size(m)));
		set(env, v, "maxEntries", make_number(env, bpf_map__max_entries(m)));
		set(env, v, "fd", make_number(env, bpf_map__fd(m)));
		napi_set_element(env, list, i++, v);
	}
	return list;
}

bool is_percpu(bpf_map *m)
{
	auto t = bpf_map__type(m);
	return t == BPF_MAP_TYPE_PERCPU_ARRAY || t == BPF_MAP_TYPE_PERCPU_HASH || t == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

size_t value_bytes(bpf_map *m)
{
	size_t size = bpf_map__value_size(m);
	return is_percpu(m) ? ((size + 7) & ~size_t(7)) * libbpf_num_possible_cpus() : size;
}

// The key of argument 2, of the right size; throws otherwise.
std::optional<Arguments::Bytes> take_key(napi_env env, bpf_map *m, const Arguments &args)
{
	auto key = args.bytes(2);
	if (!key || key->length != bpf_map__key_size(m)) {
		throw_type(env, std::string("the key of ") + bpf_map__name(m) + " must be a Buffer of " + std::to_string(bpf_map__key_size(m)) + " bytes");
		return {};
	}
	return key;
}

napi_value lookup(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	auto key = m ? take_key(env, m, args) : std::nullopt;
	if (!key)
		return nullptr;
	std::vector<uint8_t> value(value_bytes(m));
	if (bpf_map_lookup_elem(bpf_map__fd(m), key->data, value.data())) {
		if (errno == ENOENT)
			return undefined(env);
		return throw_world(env, "SHRIKE_BPF_MAP", std::string("cannot read map ") + bpf_map__name(m) + ": " + strerror(errno), errno);
	}
	return make_buffer(env, value.data(), value.size());
}

napi_value update(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	auto key = m ? take_key(env, m, args) : std::nullopt;
	if (!key)
		return nullptr;
	auto value = args.bytes(3);
	if (!value || value->length != value_bytes(m))
		return throw_type(env, std::string("a value of ") + bpf_map__name(m) + " must be a Buffer of " + std::to_string(value_bytes(m)) + " bytes");
	if (bpf_map_update_elem(bpf_map__fd(m), key->data, value->data, BPF_ANY))
		return throw_world(env, "SHRIKE_BPF_MAP", std::string("cannot write map ") + bpf_map__name(m) + ": " + strerror(errno), errno);
	return undefined(env);
}

napi_value remove(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	auto key = m ? take_key(env, m, args) : std::nullopt;
	if (!key)
		return nullptr;
	if (bpf_map_delete_elem(bpf_map__fd(m), key->data) && errno != ENOENT)
		return throw_world(env, "SHRIKE_BPF_MAP", std::string("cannot delete from map ") + bpf_map__name(m) + ": " + strerror(errno), errno);
	return undefined(env);
}

napi_value list_keys(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	if (!m)
		return nullptr;
	size_t size = bpf_map__key_size(m);
	std::vector<uint8_t> key(size), next(size);
	napi_value list;
	napi_create_array(env, &list);
	void *previous = nullptr;
	// Bounded: a map that changes meanwhile may make the walk start over.
	for (uint32_t i = 0; i < 2 * bpf_map__max_entries(m) && !bpf_map_get_next_key(bpf_map__fd(m), previous, next.data()); i++) {
		napi_set_element(env, list, i, make_buffer(env, next.data(), size));
		key = next;
		previous = key.data();
	}
	return list;
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
		{ "sched_cls", BPF_PROG_TYPE_SCHED_CLS }, { "sock_ops", BPF_PROG_TYPE_SOCK_OPS },
	};
	for (auto &[name, type] : kinds)
		set(env, types, name, make_bool(env, libbpf_probe_bpf_prog_type(type, nullptr) == 1));
	set(env, v, "programTypes", types);
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

void add_object_functions(napi_env env, napi_value exports)
{
	libbpf_set_print(collect_log);
	const std::pair<const char *, napi_callback> functions[] = {
		{ "openObject", open_object }, { "closeObject", close_object }, { "setAutoload", set_autoload },
		{ "setMaxEntries", set_max_entries }, { "globalPlace", global_place }, { "loadObject", load_object },
		{ "listPrograms", list_programs }, { "attach", attach }, { "detach", detach }, { "listMaps", list_maps },
		{ "lookup", lookup }, { "update", update }, { "remove", remove }, { "listKeys", list_keys },
		{ "allPrograms", all_programs }, { "kernelFeatures", kernel_features }, { "tracepointArguments", tracepoint_arguments },
	};
	for (auto &[name, function] : functions) {
		napi_value f;
		napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &f);
		set(env, exports, name, f);
	}
}

} // namespace shrike
