// Acts for the kernel tests: each subcommand makes one real system call and prints the truth about it as one JSON line,
// learnt from the kernel by another way (fstat, /proc/self/fd, gettid).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "acts: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void report(long fd, long err)
{
	struct stat st = {0};
	char link[64], target[8192] = "";

	if (fd >= 0) {
		if (fstat(fd, &st)) die("fstat");
		snprintf(link, sizeof link, "/proc/self/fd/%ld", fd);
		ssize_t n = readlink(link, target, sizeof target - 1);
		if (n > 0) target[n] = 0;
	}
	printf("{\"pid\":%d,\"tid\":%ld,\"fd\":%ld,\"errno\":%ld,\"inode\":\"%lu\",\"mode\":%u,\"uid\":%u,\"gid\":%u,\"nlink\":%lu,"
	       "\"major\":%u,\"minor\":%u,\"mtime\":\"%lld%09ld\",\"ctime\":\"%lld%09ld\",\"target\":\"%s\"}\n",
	       getpid(), syscall(SYS_gettid), fd, err, st.st_ino, st.st_mode, st.st_uid, st.st_gid, st.st_nlink, major(st.st_dev),
	       minor(st.st_dev), (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec,
	       strchr(target, '"') || strchr(target, '\n') || strchr(target, '\\') ? "" : target);
	fflush(stdout);
}

static void report_call(long ret) { report(ret < 0 ? -1 : ret, ret < 0 ? errno : 0); }

static long io_uring_open(const char *path, int flags, int mode, int direct)
{
	struct io_uring_params p = {0};
	int ring = syscall(SYS_io_uring_setup, 4, &p);
	if (ring < 0) die("io_uring_setup");
	size_t sq_size = p.sq_off.array + p.sq_entries * 4, cq_size = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
	char *sq = mmap(0, sq_size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	char *cq = mmap(0, cq_size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	struct io_uring_sqe *sqe = mmap(0, 4 * sizeof *sqe, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	memset(sqe, 0, sizeof *sqe);
	sqe->opcode = IORING_OP_OPENAT;
	sqe->fd = AT_FDCWD;
	sqe->addr = (uintptr_t)path;
	sqe->len = mode;
	sqe->open_flags = flags;
	if (direct == 2) sqe->flags = IOSQE_ASYNC; // done by a worker thread
	((unsigned *)(sq + p.sq_off.array))[0] = 0;
	__atomic_store_n((unsigned *)(sq + p.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0) die("io_uring_enter");
	struct io_uring_cqe *cqe = (void *)(cq + p.cq_off.cqes);
	if (cqe->res < 0) { errno = -cqe->res; return -1; }
	return cqe->res;
}

#ifdef __x86_64__
static long compat_open(const char *path, int flags, int mode)
{
	// The 32-bit entry takes 32-bit pointers: put the text below 4 GiB.
	char *low = mmap((void *)0x10000000, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long ret;
	if (low == MAP_FAILED) die("mmap");
	strcpy(low, path);
	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(5), "b"((long)low), "c"((long)flags), "d"((long)mode) : "memory", "r8", "r9", "r10", "r11");
	ret = (int)ret;
	if (ret < 0) { errno = -ret; return -1; }
	return ret;
}
#endif

static char **exec_argv;
static void *exec_in_thread(void *program)
{
	execv(program, exec_argv);
	die("execv");
	return NULL;
}

static volatile char *flip_buffer;
static volatile int flip_stop;
static void *flip(void *other)
{
	char good[64], bad[64];
	strcpy(good, (char *)flip_buffer);
	strcpy(bad, other);
	while (!flip_stop) {
		strcpy((char *)flip_buffer, bad);
		strcpy((char *)flip_buffer, good);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	// Executed without arguments: tell how many the kernel made of that.
	if (argc == 0 || (argc == 1 && !argv[0][0])) return 70 + argc;
	const char *act = argc > 1 ? argv[1] : "";
	const char *a = argc > 2 ? argv[2] : NULL, *b = argc > 3 ? argv[3] : NULL;
	int flags = argc > 3 ? strtol(argv[3], 0, 0) : 0, mode = argc > 4 ? strtol(argv[4], 0, 0) : 0;

	if (!strcmp(act, "open")) report_call(syscall(SYS_open, a, flags, mode));
	else if (!strcmp(act, "openat")) report_call(openat(AT_FDCWD, a, flags, mode));
	else if (!strcmp(act, "openat-dirfd")) { int d = open(a, O_PATH | O_DIRECTORY); if (d < 0) die("open"); report_call(openat(d, b, O_RDONLY)); }
	else if (!strcmp(act, "openat2")) { struct open_how how = { .flags = flags, .mode = mode }; report_call(syscall(SYS_openat2, AT_FDCWD, a, &how, sizeof how)); }
	else if (!strcmp(act, "creat")) report_call(creat(a, flags));
	else if (!strcmp(act, "open-by-handle")) {
		struct { struct file_handle h; char room[128]; } x = { .h.handle_bytes = 128 };
		int mount_id, m = open(b, O_RDONLY | O_DIRECTORY);
		if (name_to_handle_at(AT_FDCWD, a, &x.h, &mount_id, 0)) die("name_to_handle_at");
		report_call(open_by_handle_at(m, &x.h, argc > 4 ? atoi(argv[4]) : O_RDONLY));
	}
	else if (!strcmp(act, "io_uring")) report_call(io_uring_open(a, flags, mode, 0));
	else if (!strcmp(act, "io_uring-worker")) report_call(io_uring_open(a, flags, mode, 2));
#ifdef __x86_64__
	else if (!strcmp(act, "compat")) report_call(compat_open(a, flags, mode));
#endif
	else if (!strcmp(act, "open-in-chroot")) { if (chroot(a) || chdir("/")) die("chroot"); report_call(open(b, O_RDONLY)); }
	else if (!strcmp(act, "open-in-mountns")) { // a tmpfs over a in a mount namespace of our own, file b inside
		char p[4096];
		if (unshare(CLONE_NEWNS) || mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) || mount("none", a, "tmpfs", 0, 0)) die("unshare");
		snprintf(p, sizeof p, "%s/%s", a, b);
		report_call(open(p, O_CREAT | O_RDWR, 0600));
	}
	else if (!strcmp(act, "open-bind")) { // a bind-mounted on directory b in a namespace of our own, then b/argv[4]
		char p[4096];
		if (unshare(CLONE_NEWNS) || mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) || mount(a, b, 0, MS_BIND, 0)) die("bind");
		snprintf(p, sizeof p, "%s/%s", b, argv[4]);
		report_call(open(p, O_RDONLY));
	}
	else if (!strcmp(act, "open-file-bind")) { // file a mounted over file b in a namespace of our own
		if (unshare(CLONE_NEWNS) || mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) || mount(a, b, 0, MS_BIND, 0)) die("bind");
		report_call(open(b, O_RDONLY));
	}
	else if (!strcmp(act, "open-deleted")) { // reopen an unlinked file through its descriptor
		char p[64];
		int fd = open(a, O_CREAT | O_RDWR, 0600);
		unlink(a);
		snprintf(p, sizeof p, "/proc/self/fd/%d", fd);
		report_call(open(p, O_RDONLY));
	}
	else if (!strcmp(act, "open-as")) { if (setresgid(flags, flags, flags) || setresuid(flags, flags, flags)) die("setuid"); report_call(open(a, O_RDONLY)); }
	else if (!strcmp(act, "open-in-thread-as")) { report_call(open(a, O_RDONLY)); }
	else if (!strcmp(act, "open-raced")) { // another thread flips the path while refused opens run
		static char buffer[64];
		pthread_t t;
		long refused = 0;
		strcpy(buffer, a);
		flip_buffer = buffer;
		if (setresgid(4001, 4001, 4001) || setresuid(4001, 4001, 4001)) die("setuid");
		pthread_create(&t, 0, flip, (void *)b);
		for (int i = 0; i < 3000; i++) { int fd = open(buffer, O_RDONLY); if (fd >= 0) close(fd); else if (errno == EACCES) refused++; }
		flip_stop = 1;
		pthread_join(t, 0);
		printf("{\"pid\":%d,\"refused\":%ld}\n", getpid(), refused);
	}
	else if (!strcmp(act, "flood")) { // a opens of file b
		for (long i = atol(a); i > 0; i--) { int fd = open(b, O_RDONLY); if (fd < 0) die(b); close(fd); }
		printf("{\"pid\":%d}\n", getpid());
	}
	else if (!strcmp(act, "forks")) { // a short-lived children, one after the other
		long n = atol(a);
		for (long i = 0; i < n; i++) { pid_t p = fork(); if (p < 0) die("fork"); if (!p) _exit(i & 127); waitpid(p, 0, 0); }
		printf("{\"pid\":%d}\n", getpid());
	}
	else if (!strcmp(act, "fork-exec")) { // a times fork+exec of b with a running number
		long n = atol(a);
		for (long i = 0; i < n; i++) {
			char number[32];
			snprintf(number, sizeof number, "%ld", i);
			pid_t p = vfork();
			if (p < 0) die("vfork");
			if (!p) { execl(b, b, number, (char *)0); _exit(127); }
			int st; waitpid(p, &st, 0);
		}
		printf("{\"pid\":%d}\n", getpid());
	}
	else if (!strcmp(act, "fexecve")) { int fd = open(a, O_RDONLY); char *v[] = { "renamed", "one", 0 }, *e[] = { "SHRIKE_TEST=1", 0 }; fexecve(fd, v, e); die("fexecve"); }
	else if (!strcmp(act, "execveat")) { int d = open(a, O_RDONLY | O_DIRECTORY); char *v[] = { (char *)b, "two", 0 }, *e[] = { 0 }; syscall(SYS_execveat, d, b, v, e, 0); die("execveat"); }
	else if (!strcmp(act, "exec-memfd")) {
		int in = open(a, O_RDONLY), fd = memfd_create(b, MFD_CLOEXEC);
		char chunk[65536]; ssize_t n;
		while ((n = read(in, chunk, sizeof chunk)) > 0) if (write(fd, chunk, n) != n) die("write");
		char *v[] = { "from-memory", 0 }, *e[] = { 0 };
		syscall(SYS_execveat, fd, "", v, e, AT_EMPTY_PATH); die("execveat");
	}
	else if (!strcmp(act, "exec-deleted")) { int fd = open(a, O_RDONLY); unlink(a); char *v[] = { "gone", 0 }, *e[] = { 0 }; syscall(SYS_execveat, fd, "", v, e, AT_EMPTY_PATH); die("execveat"); }
	else if (!strcmp(act, "exec-no-argv")) { char *v[] = { 0 }, *e[] = { 0 }; syscall(SYS_execve, a, v, e); die("execve"); }
	else if (!strcmp(act, "exec-huge")) { // a with argv[1] of b bytes and an environment of as many
		long n = atol(b);
		char *big = malloc(n + 1), *env = malloc(n + 16);
		memset(big, 'x', n); big[n] = 0;
		strcpy(env, "BIG="); memset(env + 4, 'y', n); env[n + 4] = 0;
		char *v[] = { "huge", big, "tail", 0 }, *e[] = { env, 0 };
		execve(a, v, e); die("execve");
	}
	else if (!strcmp(act, "exec-bytes")) { char *v[] = { "a\n\x01\x1b[31m\"\\", "\xff\xfe\x80ok", "", "\xc3\xa9", 0 }, *e[] = { "N\xff=v", 0 }; execve(a, v, e); die("execve"); }
	else if (!strcmp(act, "exec-from-thread")) { pthread_t t; exec_argv = argv + 2; pthread_create(&t, 0, exec_in_thread, (void *)a); for (;;) pause(); }
	else if (!strcmp(act, "exec-fails")) { char *v[] = { (char *)a, 0 }, *e[] = { 0 }; execve(a, v, e); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), errno); }
	else if (!strcmp(act, "exec-as")) { // exec b as user a, group a
		int id = atoi(a); char *v[] = { (char *)b, 0 }, *e[] = { 0 };
		if (setresgid(id, id + 1, id + 2) || setresuid(id, id + 1, id + 2)) die("setresuid");
		execve(b, v, e); die("execve");
	}
	else if (!strcmp(act, "exec-in-chroot")) { if (chroot(a) || chdir("/")) die("chroot"); char *v[] = { (char *)b, 0 }, *e[] = { 0 }; execve(b, v, e); die("execve"); }
	else if (!strcmp(act, "exit")) _exit(atoi(a));
	else if (!strcmp(act, "kill-self")) { kill(getpid(), atoi(a)); pause(); }
	else if (!strcmp(act, "exit-leader-first")) { // the leader's thread ends before another one ends the process
		pthread_t t; pthread_create(&t, 0, (void *(*)(void *))(void *)usleep, (void *)100000); pthread_exit(0);
	}
	else if (!strcmp(act, "orphan")) { // a grandchild outlives its parent: reparented
		if (!fork()) { pid_t p = fork(); if (!p) { usleep(200000); execl("/bin/true", "true", (char *)0); } printf("{\"orphan\":%d,\"parent\":%d}\n", p, getpid()); fflush(stdout); _exit(0); }
		wait(0);
	}
	else if (!strcmp(act, "subreaper")) {
		prctl(PR_SET_CHILD_SUBREAPER, 1);
		if (!fork()) { pid_t p = fork(); if (!p) { usleep(200000); execl("/bin/true", "true", (char *)0); } printf("{\"orphan\":%d,\"parent\":%d,\"reaper\":%d}\n", p, getpid(), getppid()); fflush(stdout); _exit(0); }
		while (wait(0) > 0) ;
	}
	else if (!strcmp(act, "clone-parent")) { // CLONE_PARENT: a sister, not a child
		pid_t p = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
		if (!p) _exit(7);
		printf("{\"pid\":%d,\"sister\":%d,\"ppid\":%d}\n", getpid(), p, getppid());
	}
	else if (!strcmp(act, "hold")) { printf("{\"pid\":%d}\n", getpid()); fflush(stdout); pause(); }
	else return 2; // also what a program does that was executed only to be seen
	return 0;
}
