#include "tracepoint.h"

#include <linux/mount.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fcntl.h>
#include <cerrno>
#include <cstdlib>
#include <string>

namespace shrike {
namespace {

constexpr unsigned CONFIG_CREATE = 6; // FSCONFIG_CMD_CREATE

// A tracefs of our own that is mounted nowhere; -1 and errno where that cannot be had (before 5.2).
int open_tracefs()
{
	int context = syscall(SYS_fsopen, "tracefs", 1 /* FSOPEN_CLOEXEC */);
	if (context < 0)
		return -1;
	int mount = -1;
	if (!syscall(SYS_fsconfig, context, CONFIG_CREATE, nullptr, nullptr, 0))
		mount = syscall(SYS_fsmount, context, 1 /* FSMOUNT_CLOEXEC */, 0);
	int saved = errno;
	close(context);
	errno = saved;
	return mount;
}

long event_id(const std::string &category, const std::string &name)
{
	int tracefs = open_tracefs();
	if (tracefs < 0)
		return -1;
	std::string path = "events/" + category + "/" + name + "/id";
	int fd = openat(tracefs, path.c_str(), O_RDONLY | O_CLOEXEC);
	char text[32] = {};
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	int saved = errno;
	if (fd >= 0)
		close(fd);
	close(tracefs);
	errno = saved;
	return n > 0 ? strtol(text, nullptr, 10) : -1;
}

} // namespace

bpf_link *attach_tracepoint(bpf_program *program, const std::string &category, const std::string &name)
{
	if (!access("/sys/kernel/tracing/events", F_OK) || !access("/sys/kernel/debug/tracing/events", F_OK))
		return bpf_program__attach_tracepoint(program, category.c_str(), name.c_str());
	long id = event_id(category, name);
	if (id < 0)
		return nullptr;
	perf_event_attr attr = {};
	attr.size = sizeof attr;
	attr.type = PERF_TYPE_TRACEPOINT;
	attr.config = id;
	int fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return nullptr;
	bpf_link *link = bpf_program__attach_perf_event(program, fd);
	if (!link) {
		int saved = errno;
		close(fd);
		errno = saved;
	}
	return link;
}

} // namespace shrike
