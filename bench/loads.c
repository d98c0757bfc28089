// SPDX-License-Identifier: Apache-2.0
// What machines do all day, in loops that time themselves: loads LOAD COUNT [PATH]. Prints the nanoseconds it took.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void must(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "loads: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void open_close(long count, const char *path)
{
	while (count--) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);

		must(fd >= 0, path);
		close(fd);
	}
}

/* Both CPUs: one process each. */
static void storm(long count, const char *path)
{
	pid_t children[2];

	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		must(children[i] >= 0, "fork");
		if (children[i] == 0) {
			open_close(count, path);
			_exit(0);
		}
	}
	for (int i = 0; i < 2; i++)
		waitpid(children[i], NULL, 0);
}

static void exec_wait(long count)
{
	char *const arguments[] = { "loads", "nothing", NULL };
	char *const environment[] = { "A=1", NULL };

	while (count--) {
		pid_t pid;
		int problem = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, arguments, environment);

		errno = problem;
		must(problem == 0, "posix_spawn");
		waitpid(pid, NULL, 0);
	}
}

static int visit(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
	struct stat again;

	(void)facts, (void)kind, (void)place;
	return lstat(path, &again);
}

/* Files that come, get content, another name and another mode, and go. */
static void churn(long count, const char *folder)
{
	char path[4096], other[4096];

	while (count--) {
		snprintf(path, sizeof(path), "%s/file-%ld", folder, count % 64);
		snprintf(other, sizeof(other), "%s.done", path);
		int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

		must(fd >= 0 && write(fd, path, 64) == 64, path);
		close(fd);
		must(chmod(path, 0644) == 0 && rename(path, other) == 0 && unlink(other) == 0, path);
	}
}

int main(int argc, char **argv)
{
	if (argc >= 2 && !strcmp(argv[1], "nothing"))
		return 0;
	if (argc < 3) {
		fprintf(stderr, "usage: loads null|open|storm|exec|stat|churn COUNT [PATH]\n");
		return 64;
	}
	const char *load = argv[1], *path = argc > 3 ? argv[3] : "";
	long count = atol(argv[2]);
	long long start = now_ns();

	if (!strcmp(load, "null"))
		for (long i = 0; i < count; i++)
			syscall(SYS_getppid);
	else if (!strcmp(load, "open"))
		open_close(count, path);
	else if (!strcmp(load, "storm"))
		storm(count, path);
	else if (!strcmp(load, "exec"))
		exec_wait(count);
	else if (!strcmp(load, "stat"))
		for (long i = 0; i < count; i++)
			must(nftw(path, visit, 32, FTW_PHYS) == 0, path);
	else if (!strcmp(load, "churn"))
		churn(count, path);
	else
		return 64;
	printf("%lld\n", now_ns() - start);
	return 0;
}
