// Packet filters: an expression of pcap-filter(7) to classic BPF, by libpcap, and a program of raw instructions into the kernel.
//
// libpcap is opened when it is first asked for, not linked: Shrike runs without it, and says so where a rule has a filter.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <uv.h>

#include <cerrno>
#include <mutex>
#include <vector>

#include "value.h"

namespace shrike {
namespace {

// What is used of libpcap's interface (pcap/pcap.h, pcap/bpf.h), which has been the same since its version 0.4.
struct pcap;
struct pcap_instruction { uint16_t code; uint8_t jt, jf; uint32_t k; };
struct pcap_program { unsigned int length; pcap_instruction *instructions; };
constexpr int LINK_RAW = 12;                    // DLT_RAW: packets begin with their IP header
constexpr uint32_t NETMASK_UNKNOWN = 0xffffffff;
constexpr size_t INSTRUCTIONS_MAX = 65536;

struct Pcap {
	pcap *(*open_dead)(int, int);
	int (*compile)(pcap *, pcap_program *, const char *, int, uint32_t);
	char *(*geterr)(pcap *);
	void (*freecode)(pcap_program *);
	void (*close)(pcap *);
	bool ready = false;
};

Pcap &library()
{
	static Pcap p;
	if (p.ready)
		return p;
	// By Node's own means: dlopen of today's C library has a version that older systems lack.
	static uv_lib_t handle;
	if (uv_dlopen("libpcap.so.0.8", &handle)) {
		uv_dlclose(&handle);
		if (uv_dlopen("libpcap.so.1", &handle)) {
			uv_dlclose(&handle);
			return p;
		}
	}
	auto find = [&](auto &function, const char *name) {
		void *place = nullptr;
		if (uv_dlsym(&handle, name, &place))
			return false;
		function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(place);
		return function != nullptr;
	};
	p.ready = find(p.open_dead, "pcap_open_dead") && find(p.compile, "pcap_compile") && find(p.geterr, "pcap_geterr") &&
		  find(p.freecode, "pcap_freecode") && find(p.close, "pcap_close");
	return p;
}

// compilePacketFilter(expression) → classic BPF, 8 bytes per instruction, for packets that begin with their IP header.
napi_value compile_packet_filter(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto expression = args.text(0);
	if (!expression)
		return throw_type(env, "compilePacketFilter(expression): expression must be a string without NUL");
	Pcap &p = library();
	if (!p.ready)
		return throw_world(env, "SHRIKE_NO_PCAP", "packet filters need libpcap, which is not installed (Debian package libpcap0.8)", ENOENT);
	pcap *dead = p.open_dead(LINK_RAW, 65535);
	if (!dead)
		return throw_world(env, "SHRIKE_PACKET_FILTER", "libpcap does not start", ENOMEM);
	pcap_program program = {};
	if (p.compile(dead, &program, expression->c_str(), 1, NETMASK_UNKNOWN)) {
		std::string why = p.geterr(dead);
		p.close(dead);
		return throw_world(env, "SHRIKE_PACKET_FILTER", why, EINVAL);
	}
	napi_value code = make_buffer(env, program.instructions, program.length * sizeof(pcap_instruction));
	p.freecode(&program);
	p.close(dead);
	return code;
}

// loadPacketProgram(instructions, egress) → descriptor of a cgroup_skb program, to be closed by the caller.
napi_value load_packet_program(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto code = args.bytes(0);
	auto egress = args.boolean(1);
	if (!code || !code->length || code->length % sizeof(bpf_insn) || code->length / sizeof(bpf_insn) > INSTRUCTIONS_MAX || !egress)
		return throw_type(env, "loadPacketProgram(instructions, egress): a Buffer of some times 8 bytes, and a boolean");
	std::vector<char> log(1 << 16);
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = *egress ? BPF_CGROUP_INET_EGRESS : BPF_CGROUP_INET_INGRESS,
		    .log_level = 0, .log_size = 0, .log_buf = nullptr);
	auto instructions = reinterpret_cast<const bpf_insn *>(code->data);
	size_t count = code->length / sizeof(bpf_insn);
	int fd = bpf_prog_load(BPF_PROG_TYPE_CGROUP_SKB, "packet_filter", "Dual BSD/GPL", instructions, count, &options);
	if (fd < 0) {
		int error = -fd;
		// Once more for the reason.
		options.log_level = 1;
		options.log_buf = log.data();
		options.log_size = log.size();
		int again = bpf_prog_load(BPF_PROG_TYPE_CGROUP_SKB, "packet_filter", "Dual BSD/GPL", instructions, count, &options);
		if (again < 0)
			return throw_world(env, "SHRIKE_BPF_LOAD", std::string("the kernel refuses the packet filter program: ") + strerror(error), error,
					   log.data(), "packet_filter");
		fd = again;
	}
	return make_number(env, fd);
}

} // namespace

void add_packet_filter_functions(napi_env env, napi_value exports)
{
	add_functions(env, exports, {
		{ "compilePacketFilter", compile_packet_filter }, { "loadPacketProgram", load_packet_program },
	});
}

} // namespace shrike
