// The addon's table of contents, and the few system calls that Node lacks.
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "object.h"
#include "ring.h"
#include "value.h"

namespace shrike {
namespace {

// CLOCK_BOOTTIME in ns: the clock of kernel records.
napi_value boot_time_ns(napi_env env, napi_callback_info)
{
	timespec t;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return make_bigint(env, (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec);
}

// CLOCK_REALTIME minus CLOCK_BOOTTIME in ns, both read as close together as can be.
napi_value wall_offset_ns(napi_env env, napi_callback_info)
{
	timespec before, wall, after;
	int64_t best = INT64_MAX, offset = 0;
	for (int i = 0; i < 5; i++) {
		clock_gettime(CLOCK_BOOTTIME, &before);
		clock_gettime(CLOCK_REALTIME, &wall);
		clock_gettime(CLOCK_BOOTTIME, &after);
		int64_t b = before.tv_sec * 1000000000LL + before.tv_nsec, a = after.tv_sec * 1000000000LL + after.tv_nsec;
		if (a - b < best) {
			best = a - b;
			offset = wall.tv_sec * 1000000000LL + wall.tv_nsec - (a + b) / 2;
		}
	}
	napi_value v;
	napi_create_bigint_int64(env, offset, &v);
	return v;
}

// Keeps only the capabilities of the mask, in all sets, for good.
napi_value keep_capabilities(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	uint64_t mask;
	bool lossless;
	if (napi_get_value_bigint_uint64(env, args.raw(0), &mask, &lossless) != napi_ok)
		return throw_type(env, "keepCapabilities(mask): mask must be a bigint");
	for (int cap = 0; cap < 64; cap++)
		if (!(mask >> cap & 1) && prctl(PR_CAPBSET_READ, cap) == 1)
			prctl(PR_CAPBSET_DROP, cap);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	__user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	__user_cap_data_struct data[2] = {};
	if (syscall(SYS_capget, &header, data))
		return throw_world(env, "SHRIKE_CAPABILITIES", std::string("cannot read capabilities: ") + strerror(errno), errno);
	for (int i = 0; i < 2; i++) {
		uint32_t keep = mask >> (32 * i);
		data[i].effective &= keep;
		data[i].permitted &= keep;
		data[i].inheritable = 0;
	}
	if (syscall(SYS_capset, &header, data))
		return throw_world(env, "SHRIKE_CAPABILITIES", std::string("cannot drop capabilities: ") + strerror(errno), errno);
	return undefined(env);
}

napi_value init(napi_env env, napi_value exports)
{
	add_object_functions(env, exports);
	add_ring_functions(env, exports);
	const std::pair<const char *, napi_callback> functions[] = {
		{ "bootTimeNs", boot_time_ns }, { "wallOffsetNs", wall_offset_ns }, { "keepCapabilities", keep_capabilities },
	};
	for (auto &[name, function] : functions) {
		napi_value f;
		napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &f);
		set(env, exports, name, f);
	}
	return exports;
}

} // namespace
} // namespace shrike

NAPI_MODULE(shrike, shrike::init)
