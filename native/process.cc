// The few system calls on processes and clocks that Node lacks.
//
// Capabilities belong to threads, and Node has a dozen of them: dropping them in one would leave the power in the others. As
// libpsx does, every thread is made to drop its own by a signal. It is the one that glibc keeps for setuid() (SIGSETXID),
// because that is the only one that no thread can block: Node's thread for the inspector blocks all others.
#include "process.h"

#include <dirent.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <set>
#include <vector>

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

// pidfdOpen(pid) → a descriptor of the process, closed like a file's.
napi_value pidfd_open(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto pid = args.descriptor(0);
	if (!pid || *pid == 0)
		return throw_type(env, "pidfdOpen(pid): pid must be a positive integer");
	long fd = syscall(SYS_pidfd_open, *pid, 0);
	if (fd < 0)
		return throw_world(env, "SHRIKE_PIDFD", "cannot open process " + std::to_string(*pid) + ": " + strerror(errno), errno);
	return make_number(env, fd);
}

// pidfdSendSignal(fd, number).
napi_value pidfd_send_signal(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto fd = args.descriptor(0);
	auto number = args.integer(1);
	if (!fd || !number || *number < 0 || *number > 64)
		return throw_type(env, "pidfdSendSignal(fd, number): a descriptor from pidfdOpen() and a signal number, 0 to 64");
	if (syscall(SYS_pidfd_send_signal, *fd, (int)*number, nullptr, 0))
		return throw_world(env, "SHRIKE_PIDFD", std::string("cannot send signal ") + std::to_string(*number) + ": " + strerror(errno), errno);
	return undefined(env);
}

// What signal handlers of all threads share.
std::atomic<uint64_t> keep_mask;
std::atomic<int> first_error;
std::atomic<int> handled;

// System calls only, as it runs in signal handlers; straight to the kernel, since glibc would spread some over all threads.
int drop_in_this_thread(uint64_t keep)
{
	for (int cap = 0; cap < 64; cap++)
		if (!(keep >> cap & 1) && syscall(SYS_prctl, PR_CAPBSET_READ, cap, 0, 0, 0) == 1)
			syscall(SYS_prctl, PR_CAPBSET_DROP, cap, 0, 0, 0);
	syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	__user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	__user_cap_data_struct data[2] = {};
	if (syscall(SYS_capget, &header, data))
		return errno;
	for (int i = 0; i < 2; i++) {
		uint32_t mask = keep >> (32 * i);
		data[i].effective &= mask;
		data[i].permitted &= mask;
		data[i].inheritable = 0;
	}
	return syscall(SYS_capset, &header, data) ? errno : 0;
}

void on_drop(int)
{
	int saved = errno, none = 0;
	int error = drop_in_this_thread(keep_mask.load());
	if (error)
		first_error.compare_exchange_strong(none, error);
	handled++;
	errno = saved;
}

constexpr int UNBLOCKABLE = 33; // SIGSETXID of glibc

// The kernel's own form of a handler: glibc's sigaction() refuses this signal.
struct kernel_sigaction {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)();
	unsigned long mask;
};

#if defined(__x86_64__)
constexpr unsigned long SA_RESTORER_FLAG = 0x04000000;
// The way out of a handler that the x86 kernel wants from user space.
extern "C" void shrike_restore();
asm(".text\n.type shrike_restore,@function\nshrike_restore:\n\tmov $15, %eax\n\tsyscall\n");
#else
constexpr unsigned long SA_RESTORER_FLAG = 0;
#endif

std::vector<int> threads()
{
	std::vector<int> list;
	DIR *d = opendir("/proc/self/task");
	while (dirent *e = d ? readdir(d) : nullptr)
		if (int tid = atoi(e->d_name))
			list.push_back(tid);
	if (d)
		closedir(d);
	return list;
}

// Threads that still hold a capability outside the mask.
size_t count_powerful(uint64_t keep)
{
	size_t count = 0;
	for (int tid : threads()) {
		FILE *f = fopen(("/proc/self/task/" + std::to_string(tid) + "/status").c_str(), "re");
		char line[256];
		unsigned long long value;
		bool powerful = false;
		while (f && fgets(line, sizeof line, f))
			if (sscanf(line, "CapPrm: %llx", &value) == 1 || sscanf(line, "CapEff: %llx", &value) == 1)
				powerful |= (value & ~keep) != 0;
		if (f)
			fclose(f);
		count += powerful;
	}
	return count;
}

// Makes every other thread drop. New threads are born with what their maker has, so look again until there is none.
int drop_in_other_threads()
{
	kernel_sigaction action = {}, before = {};
	action.handler = on_drop;
	action.flags = SA_RESTART | SA_RESTORER_FLAG;
#if defined(__x86_64__)
	action.restorer = shrike_restore;
#endif
	if (syscall(SYS_rt_sigaction, UNBLOCKABLE, &action, &before, sizeof action.mask))
		return errno;
	std::set<int> done = { (int)syscall(SYS_gettid) };
	for (bool found = true; found;) {
		found = false;
		handled = 0;
		int sent = 0;
		for (int tid : threads()) {
			if (!done.insert(tid).second)
				continue;
			found = true;
			sent += syscall(SYS_tgkill, getpid(), tid, UNBLOCKABLE) == 0;
		}
		// A thread may end before it handles the signal: do not wait for it for ever.
		for (int ms = 0; handled < sent && ms < 2000; ms++)
			usleep(1000);
	}
	// A signal that is still on its way would end the process if there were no handler: ours stays unless glibc had one.
	if (before.handler)
		syscall(SYS_rt_sigaction, UNBLOCKABLE, &before, nullptr, sizeof before.mask);
	return first_error;
}

// keepCapabilities(mask): keeps only these, in all sets of all threads, for good.
napi_value keep_capabilities(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	uint64_t mask;
	bool lossless;
	if (napi_get_value_bigint_uint64(env, args.raw(0), &mask, &lossless) != napi_ok || !lossless)
		return throw_type(env, "keepCapabilities(mask): mask must be a bigint of 64 bits");
	static std::mutex one_at_a_time;
	std::lock_guard<std::mutex> guard(one_at_a_time);
	keep_mask = mask;
	first_error = 0;
	int error = drop_in_this_thread(mask);
	if (!error)
		error = drop_in_other_threads();
	if (error)
		return throw_world(env, "SHRIKE_CAPABILITIES", std::string("cannot drop capabilities: ") + strerror(error), error);
	if (size_t left = count_powerful(mask))
		return throw_world(env, "SHRIKE_CAPABILITIES", "cannot drop capabilities: " + std::to_string(left) + " threads still hold some", EBUSY);
	return undefined(env);
}

} // namespace

void add_process_functions(napi_env env, napi_value exports)
{
	add_functions(env, exports, {
		{ "bootTimeNs", boot_time_ns }, { "wallOffsetNs", wall_offset_ns }, { "pidfdOpen", pidfd_open },
		{ "pidfdSendSignal", pidfd_send_signal }, { "keepCapabilities", keep_capabilities },
	});
}

} // namespace shrike
