/*
 * One call a deny rule may be about, and its errno on standard output: deny-acts WHAT [ARGUMENT…]. What is done is undone.
 * Surprising: `opens PATH N` and `execs PATH N` do it N times and print nanoseconds instead.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long outcome(long result) { return result < 0 ? errno : 0; }

static long execute(const char *path)
{
	int status, pid = fork();

	if (pid == 0) {
		/* What is started may be a copy of this program, whose answer is not ours. */
		close(1);
		execl(path, path, "read", "/dev/null", NULL);
		_exit(errno);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static long connect_to(const char *address, int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	inet_pton(AF_INET, address, &to.sin_addr);
	return outcome(connect(fd, (struct sockaddr *)&to, sizeof(to)));
}

static long make_map(void)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1 };

	return outcome(syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)));
}

static long opens(const char *path, long times)
{
	struct timespec begin, end;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (long i = 0; i < times; i++)
		close(open(path, O_RDONLY));
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - begin.tv_sec) * 1000000000L + end.tv_nsec - begin.tv_nsec;
}

static long execs(const char *path, long times)
{
	struct timespec begin, end;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (long i = 0; i < times; i++)
		execute(path);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - begin.tv_sec) * 1000000000L + end.tv_nsec - begin.tv_nsec;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "", *path = argc > 2 ? argv[2] : "";
	long result = -1;

	if (!strcmp(what, "read"))
		result = outcome(open(path, O_RDONLY));
	else if (!strcmp(what, "write"))
		result = outcome(open(path, O_WRONLY));
	else if (!strcmp(what, "exec"))
		result = execute(path);
	else if (!strcmp(what, "unlink"))
		result = outcome(unlink(path));
	else if (!strcmp(what, "rmdir"))
		result = outcome(rmdir(path));
	else if (!strcmp(what, "rename"))
		result = outcome(rename(path, argv[3]));
	else if (!strcmp(what, "mount")) {
		result = outcome(mount("none", path, "tmpfs", 0, NULL));
		if (result == 0)
			umount(path);
	} else if (!strcmp(what, "bpf"))
		result = make_map();
	else if (!strcmp(what, "module"))
		result = outcome(syscall(SYS_init_module, path, strlen(path), ""));
	else if (!strcmp(what, "connect"))
		result = connect_to(path, atoi(argv[3]));
	else if (!strcmp(what, "opens"))
		result = opens(path, atol(argv[3]));
	else if (!strcmp(what, "execs"))
		result = execs(path, atol(argv[3]));
	printf("%ld\n", result);
	return 0;
}
