// Acts of kernel activity for the kernel tests: each subcommand makes one real system call and prints the truth about it as
// one JSON line, learnt another way (getresuid, /proc, the call's own result).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "kernel-acts: %s: %s\n", what, strerror(errno));
	exit(2);
}

// The ids of this thread as the kernel tells them.
static void ids(void)
{
	uid_t ruid, euid, suid; gid_t rgid, egid, sgid;
	getresuid(&ruid, &euid, &suid);
	getresgid(&rgid, &egid, &sgid);
	printf("{\"pid\":%d,\"uid\":%u,\"euid\":%u,\"suid\":%u,\"fsuid\":%u,\"gid\":%u,\"egid\":%u,\"sgid\":%u,\"fsgid\":%u}\n", getpid(),
	       ruid, euid, suid, setfsuid(-1), rgid, egid, sgid, setfsgid(-1));
}

static long int80(long n, long a, long b, long c, long d)
{
#ifdef __x86_64__
	long ret;
	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d) : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
#else
	return -ENOSYS;
#endif
}

static pid_t spawn_child(void (*run)(void))
{
	pid_t p = fork();
	if (p < 0) die("fork");
	if (!p) { run(); _exit(0); }
	return p;
}
static void wait_forever(void) { for (;;) pause(); }
static volatile char secret[64] = "before";

struct ring { int fd; char *sq, *cq; struct io_uring_sqe *sqe; struct io_uring_params p; };
static struct ring ring_open(unsigned flags)
{
	struct ring r = {0};
	r.p.flags = flags;
	r.p.sq_thread_idle = 2000;
	r.fd = syscall(SYS_io_uring_setup, 4, &r.p);
	if (r.fd < 0) die("io_uring_setup");
	r.sq = mmap(0, r.p.sq_off.array + r.p.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, r.fd, IORING_OFF_SQ_RING);
	r.cq = mmap(0, r.p.cq_off.cqes + r.p.cq_entries * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE, MAP_SHARED, r.fd, IORING_OFF_CQ_RING);
	r.sqe = mmap(0, 4 * sizeof *r.sqe, PROT_READ | PROT_WRITE, MAP_SHARED, r.fd, IORING_OFF_SQES);
	return r;
}

static long bpf(int cmd, union bpf_attr *attr) { return syscall(SYS_bpf, cmd, attr, sizeof *attr); }

static void *set_own_uid(void *id) { syscall(SYS_setuid, (uid_t)(long)id); return NULL; }

int main(int argc, char **argv)
{
	const char *act = argc > 1 ? argv[1] : "", *a = argc > 2 ? argv[2] : "", *b = argc > 3 ? argv[3] : "", *c = argc > 4 ? argv[4] : "";

	if (!strcmp(act, "setuid")) { if (syscall(SYS_setuid, atoi(a))) die(act); ids(); }
	else if (!strcmp(act, "setreuid")) { if (syscall(SYS_setreuid, atoi(a), atoi(b))) die(act); ids(); }
	else if (!strcmp(act, "setresuid")) { if (syscall(SYS_setresuid, atoi(a), atoi(b), atoi(c))) die(act); ids(); }
	else if (!strcmp(act, "setfsuid")) { syscall(SYS_setfsuid, atoi(a)); ids(); }
	else if (!strcmp(act, "setgid")) { if (syscall(SYS_setgid, atoi(a))) die(act); ids(); }
	else if (!strcmp(act, "setregid")) { if (syscall(SYS_setregid, atoi(a), atoi(b))) die(act); ids(); }
	else if (!strcmp(act, "setresgid")) { if (syscall(SYS_setresgid, atoi(a), atoi(b), atoi(c))) die(act); ids(); }
	else if (!strcmp(act, "setfsgid")) { syscall(SYS_setfsgid, atoi(a)); ids(); }
	else if (!strcmp(act, "setuid-compat")) { if (int80(213, atoi(a), 0, 0, 0)) die(act); ids(); }
	else if (!strcmp(act, "setuid16")) { if (int80(23, atoi(a), 0, 0, 0)) die(act); ids(); }
	else if (!strcmp(act, "setuid-in-thread")) { // of one thread only: POSIX wants all, the kernel knows threads
		pthread_t t; pthread_create(&t, 0, set_own_uid, (void *)(long)atoi(a)); pthread_join(t, 0); ids();
	}
	else if (!strcmp(act, "setuid-refused")) { if (syscall(SYS_setresuid, 3001, 3001, 3001)) die(act); long r = syscall(SYS_setuid, 0); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r ? errno : 0); }
	else if (!strcmp(act, "capset")) {
		struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
		struct __user_cap_data_struct d[2] = {{0}};
		d[0].effective = 1 << CAP_CHOWN; d[0].permitted = 1 << CAP_CHOWN | 1 << CAP_KILL;
		d[1].permitted = d[1].effective = 1 << (CAP_BPF - 32);
		if (syscall(SYS_capset, &h, d)) die(act);
		printf("{\"pid\":%d}\n", getpid());
	}
	else if (!strcmp(act, "kill")) { // kill, tgkill, tkill, sigqueue or pidfd of an own child
		pid_t child = spawn_child(wait_forever);
		usleep(20000);
		int number = atoi(b), fd;
		union sigval v = {0};
		if (!strcmp(a, "kill")) { if (kill(child, number)) die(a); }
		else if (!strcmp(a, "tgkill")) { if (syscall(SYS_tgkill, child, child, number)) die(a); }
		else if (!strcmp(a, "tkill")) { if (syscall(SYS_tkill, child, number)) die(a); }
		else if (!strcmp(a, "rt_sigqueueinfo")) { if (sigqueue(child, number, v)) die(a); }
		else if (!strcmp(a, "pidfd_send_signal")) { fd = syscall(SYS_pidfd_open, child, 0); if (syscall(SYS_pidfd_send_signal, fd, number, 0, 0)) die(a); }
		else if (!strcmp(a, "compat")) { if (int80(37, child, number, 0, 0)) die(a); }
		printf("{\"pid\":%d,\"child\":%d}\n", getpid(), child); fflush(stdout);
		kill(child, SIGKILL); wait(0);
	}
	else if (!strcmp(act, "kill-group")) {
		setpgid(0, 0);
		pid_t child = spawn_child(wait_forever);
		usleep(20000);
		signal(SIGUSR1, SIG_IGN);
		printf("{\"pid\":%d,\"child\":%d}\n", getpid(), child); fflush(stdout);
		if (kill(-getpid(), SIGUSR1)) die("kill");
		kill(child, SIGKILL); wait(0);
	}
	else if (!strcmp(act, "kill-refused")) {
		if (setresuid(3001, 3001, 3001)) die("setresuid");
		long r = kill(atoi(a), SIGTERM); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r ? errno : 0);
	}
	else if (!strcmp(act, "kill-in-pidns")) { // numbers mean something else in there
		if (unshare(CLONE_NEWPID)) die("unshare");
		pid_t p = fork();
		if (!p) {
			pid_t child = spawn_child(wait_forever);
			usleep(20000);
			if (child != 2 || kill(2, SIGUSR2)) die("kill");
			wait(0); _exit(0);
		}
		printf("{\"pid\":%d,\"init\":%d}\n", getpid(), p); fflush(stdout);
		waitpid(p, 0, 0);
	}
	else if (!strcmp(act, "signal-pid")) { if (kill(atoi(a), atoi(b))) die("kill"); printf("{\"pid\":%d}\n", getpid()); }
	else if (!strcmp(act, "rlimit")) { // set | pr | other PID
		struct rlimit l = { 1000, 2000 };
		long r;
		if (!strcmp(a, "set")) r = syscall(SYS_setrlimit, RLIMIT_NPROC, &l);
		else if (!strcmp(a, "core")) { l.rlim_cur = 0; l.rlim_max = RLIM_INFINITY; getrlimit(RLIMIT_CORE, &l); l.rlim_cur = 0; r = syscall(SYS_prlimit64, 0, RLIMIT_CORE, &l, 0); }
		else r = syscall(SYS_prlimit64, atoi(b), RLIMIT_NOFILE, &l, 0);
		if (r) die(act);
		printf("{\"pid\":%d,\"cur\":%lu,\"max\":%lu}\n", getpid(), l.rlim_cur, l.rlim_max);
	}
	else if (!strcmp(act, "rlimit-read")) { struct rlimit l; syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, &l); printf("{\"pid\":%d}\n", getpid()); }
	else if (!strcmp(act, "prctl-name")) {
		char name[17] = ""; if (prctl(PR_SET_NAME, a)) die(act); prctl(PR_GET_NAME, name);
		printf("{\"pid\":%d,\"name\":\"%s\"}\n", getpid(), name);
	}
	else if (!strcmp(act, "prctl")) { long r = prctl(atoi(a), atol(b), 0, 0, 0); printf("{\"pid\":%d,\"ret\":%ld}\n", getpid(), r < 0 ? -errno : r); }
	else if (!strcmp(act, "ptrace-cont")) { // child traces itself, parent continues it with an address
		pid_t p = fork();
		if (!p) { ptrace(PTRACE_TRACEME, 0, 0, 0); raise(SIGSTOP); _exit(0); }
		waitpid(p, 0, 0);
		printf("{\"pid\":%d,\"child\":%d}\n", getpid(), p); fflush(stdout);
		if (ptrace(PTRACE_CONT, p, (void *)42, 0)) die("ptrace");
		waitpid(p, 0, 0);
	}
	else if (!strcmp(act, "ptrace-attach") || !strcmp(act, "ptrace-seize")) {
		pid_t p = spawn_child(wait_forever);
		long r = ptrace(act[7] == 's' ? PTRACE_SEIZE : PTRACE_ATTACH, p, 0, 0);
		if (r) die(act);
		printf("{\"pid\":%d,\"child\":%d}\n", getpid(), p); fflush(stdout);
		kill(p, SIGKILL); waitpid(p, 0, 0);
	}
	else if (!strcmp(act, "ptrace-inject")) { // the classic injection: attach, write code, let it run; into an own child
		pid_t p = spawn_child(wait_forever);
		usleep(20000);
		if (ptrace(PTRACE_ATTACH, p, 0, 0)) die("attach");
		waitpid(p, 0, __WALL);
		if (ptrace(PTRACE_POKEDATA, p, (void *)secret, (void *)0x6465746365746164)) die("poke");
		if (ptrace(PTRACE_DETACH, p, 0, 0)) die("detach");
		printf("{\"pid\":%d,\"child\":%d,\"address\":\"0x%lx\"}\n", getpid(), p, (unsigned long)secret); fflush(stdout);
		kill(p, SIGKILL); waitpid(p, 0, 0);
	}
	else if (!strcmp(act, "ptrace-pid")) { long r = ptrace(PTRACE_SEIZE, atoi(a), 0, 0); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r ? errno : 0); }
	else if (!strcmp(act, "vm-write") || !strcmp(act, "vm-read")) {
		pid_t p = spawn_child(wait_forever);
		char buf[16] = "changed";
		struct iovec l = { buf, 8 }, r = { (void *)secret, 8 };
		long n = act[3] == 'w' ? process_vm_writev(p, &l, 1, &r, 1, 0) : process_vm_readv(p, &l, 1, &r, 1, 0);
		if (n != 8) die(act);
		printf("{\"pid\":%d,\"child\":%d,\"address\":\"0x%lx\",\"size\":8}\n", getpid(), p, (unsigned long)secret); fflush(stdout);
		kill(p, SIGKILL); wait(0);
	}
	else if (!strcmp(act, "mem-write") || !strcmp(act, "mem-pwrite")) {
		pid_t p = spawn_child(wait_forever);
		char path[64]; snprintf(path, sizeof path, "/proc/%d/mem", p);
		int fd = open(path, O_RDWR); if (fd < 0) die(path);
		if (act[4] == 'p') { if (pwrite(fd, "changed", 8, (off_t)secret) != 8) die("pwrite"); }
		else { lseek(fd, (off_t)secret, SEEK_SET); if (write(fd, "changed", 8) != 8) die("write"); }
		printf("{\"pid\":%d,\"child\":%d,\"address\":\"0x%lx\",\"size\":8}\n", getpid(), p, (unsigned long)secret); fflush(stdout);
		kill(p, SIGKILL); wait(0);
	}
	else if (!strcmp(act, "mmap-rwx")) {
		void *m = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (m == MAP_FAILED) die(act);
		printf("{\"pid\":%d,\"address\":\"0x%lx\"}\n", getpid(), (unsigned long)m);
	}
	else if (!strcmp(act, "mmap-file")) {
		int fd = open(a, O_RDONLY); struct stat st; if (fd < 0 || fstat(fd, &st)) die(a);
		void *m = mmap(0, 8192, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 4096);
		if (m == MAP_FAILED) die(act);
		printf("{\"pid\":%d,\"address\":\"0x%lx\",\"inode\":\"%lu\"}\n", getpid(), (unsigned long)m, st.st_ino);
	}
	else if (!strcmp(act, "mmap-refused")) { void *m = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, 99, 0); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), m == MAP_FAILED ? errno : 0); }
	else if (!strcmp(act, "mprotect")) {
		void *m = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (m == MAP_FAILED || mprotect(m, 4096, PROT_READ | PROT_WRITE | PROT_EXEC)) die(act);
		printf("{\"pid\":%d,\"address\":\"0x%lx\"}\n", getpid(), (unsigned long)m);
	}
	else if (!strcmp(act, "mprotect-file")) {
		int fd = open(a, O_RDONLY); struct stat st; if (fd < 0 || fstat(fd, &st)) die(a);
		void *m = mmap(0, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
		if (m == MAP_FAILED || mprotect(m, 4096, PROT_READ | PROT_EXEC)) die(act);
		printf("{\"pid\":%d,\"address\":\"0x%lx\",\"inode\":\"%lu\"}\n", getpid(), (unsigned long)m, st.st_ino);
	}
	else if (!strcmp(act, "memfd")) {
		int fd = memfd_create(a, MFD_CLOEXEC); struct stat st; if (fd < 0 || fstat(fd, &st)) die(act);
		printf("{\"pid\":%d,\"fd\":%d,\"inode\":\"%lu\"}\n", getpid(), fd, st.st_ino);
	}
	else if (!strcmp(act, "bpf-map")) {
		union bpf_attr attr = { .map_type = BPF_MAP_TYPE_HASH, .key_size = 4, .value_size = 8, .max_entries = 4 };
		strncpy(attr.map_name, a, 15);
		long fd = bpf(BPF_MAP_CREATE, &attr); if (fd < 0) die(act);
		struct bpf_map_info info = {0}; union bpf_attr q = { .info.bpf_fd = fd, .info.info_len = sizeof info, .info.info = (uint64_t)&info };
		if (bpf(BPF_OBJ_GET_INFO_BY_FD, &q)) die("info");
		printf("{\"pid\":%d,\"id\":%u,\"fd\":%ld}\n", getpid(), info.id, fd);
	}
	else if (!strcmp(act, "bpf-prog") || !strcmp(act, "bpf-prog-refused")) {
		struct bpf_insn insns[] = {
			{ .code = BPF_JMP | BPF_CALL, .imm = 5 /* ktime_get_ns */ },
			{ .code = BPF_JMP | BPF_CALL, .imm = 14 /* get_current_pid_tgid */ },
			{ .code = BPF_JMP | BPF_CALL, .imm = 125 /* ktime_get_boot_ns */ },
			{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0 },
			{ .code = BPF_JMP | BPF_EXIT },
		};
		union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_KPROBE, .insn_cnt = 5, .insns = (uint64_t)insns, .license = (uint64_t)"GPL" };
		strncpy(attr.prog_name, a, 15);
		if (!strcmp(act, "bpf-prog-refused")) {
			if (setresuid(3001, 3001, 3001)) die("setresuid");
			long r = bpf(BPF_PROG_LOAD, &attr); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r < 0 ? errno : 0); return 0;
		}
		long fd = bpf(BPF_PROG_LOAD, &attr); if (fd < 0) die(act);
		struct bpf_prog_info info = {0}; union bpf_attr q = { .info.bpf_fd = fd, .info.info_len = sizeof info, .info.info = (uint64_t)&info };
		if (bpf(BPF_OBJ_GET_INFO_BY_FD, &q)) die("info");
		printf("{\"pid\":%d,\"id\":%u,\"tag\":\"", getpid(), info.id);
		for (int i = 0; i < 8; i++) printf("%02x", info.tag[i]);
		printf("\"}\n");
	}
	else if (!strcmp(act, "bpf-touch-map")) { // opens somebody's map by its id and looks into it
		union bpf_attr attr = { .map_id = atoi(a) }; long fd = bpf(BPF_MAP_GET_FD_BY_ID, &attr);
		printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), fd < 0 ? errno : 0);
	}
	else if (!strcmp(act, "finit-module") || !strcmp(act, "init-module")) {
		int fd = open(a, O_RDONLY); struct stat st; if (fd < 0 || fstat(fd, &st)) die(a);
		long r;
		if (act[0] == 'f') r = syscall(SYS_finit_module, fd, b, 0);
		else { char *m = malloc(st.st_size); if (read(fd, m, st.st_size) != st.st_size) die("read"); r = syscall(SYS_init_module, m, st.st_size, b); }
		printf("{\"pid\":%d,\"errno\":%d,\"inode\":\"%lu\"}\n", getpid(), r ? errno : 0, st.st_ino);
	}
	else if (!strcmp(act, "delete-module")) { long r = syscall(SYS_delete_module, a, O_NONBLOCK); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r ? errno : 0); }
	else if (!strcmp(act, "write-to")) { // what into which file
		int fd = open(b, O_WRONLY); if (fd < 0) die(b);
		long n = write(fd, a, strlen(a)); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), n < 0 ? errno : 0);
	}
	else if (!strcmp(act, "read-from")) { char buf[512]; int fd = open(a, O_RDONLY); if (fd < 0) die(a); long n = read(fd, buf, sizeof buf - 1); if (n > 0 && buf[n - 1] == '\n') n--; buf[n > 0 ? n : 0] = 0; printf("{\"pid\":%d,\"value\":\"%s\"}\n", getpid(), buf); }
	else if (!strcmp(act, "cgroup-move")) { // an own child into the cgroup.procs of a folder
		pid_t p = spawn_child(wait_forever);
		char path[4096], number[16]; snprintf(path, sizeof path, "%s/cgroup.procs", a); snprintf(number, sizeof number, "%d", p);
		int fd = open(path, O_WRONLY); struct stat st; if (fd < 0 || fstat(fd, &st)) die(path);
		if (write(fd, number, strlen(number)) < 0) die("write");
		printf("{\"pid\":%d,\"child\":%d,\"inode\":\"%lu\"}\n", getpid(), p, st.st_ino); fflush(stdout);
		kill(p, SIGKILL); wait(0);
	}
	else if (!strcmp(act, "unshare")) { long r = unshare(atol(a)); char link[64] = ""; ssize_t n = readlink("/proc/self/ns/uts", link, 63); link[n > 0 ? n : 0] = 0; printf("{\"pid\":%d,\"errno\":%d,\"uts\":\"%s\"}\n", getpid(), r ? errno : 0, link); }
	else if (!strcmp(act, "unshare-user")) { // as the user 3001: a namespace of one's own, with every capability in it
		if (setresgid(3001, 3001, 3001) || setresuid(3001, 3001, 3001)) die("setresuid");
		if (unshare(CLONE_NEWUSER)) die("unshare");
		int fd = open("/dev/null", O_RDONLY); close(fd);
		execl("/bin/true", "true", (char *)0);
	}
	else if (!strcmp(act, "setns")) { int fd = open(a, O_RDONLY); struct stat st; if (fd < 0 || fstat(fd, &st)) die(a); long r = setns(fd, atol(b)); printf("{\"pid\":%d,\"errno\":%d,\"inode\":\"%lu\"}\n", getpid(), r ? errno : 0, st.st_ino); }
	else if (!strcmp(act, "setns-pidfd")) {
		pid_t p = spawn_child(wait_forever); int fd = syscall(SYS_pidfd_open, p, 0);
		long r = setns(fd, CLONE_NEWUTS); printf("{\"pid\":%d,\"child\":%d,\"errno\":%d}\n", getpid(), p, r ? errno : 0); fflush(stdout);
		kill(p, SIGKILL); wait(0);
	}
	else if (!strcmp(act, "chroot")) { if (chroot(a)) die(act); printf("{\"pid\":%d}\n", getpid()); fflush(stdout); }
	else if (!strcmp(act, "chroot-exec")) { if (chroot("/")) die(act); printf("{\"pid\":%d}\n", getpid()); fflush(stdout); execl("/bin/true", "true", (char *)0); }
	else if (!strcmp(act, "chroot-refused")) { if (setresuid(3001, 3001, 3001)) die("setresuid"); long r = chroot(a); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r ? errno : 0); }
	else if (!strcmp(act, "pivot-root")) { long r = syscall(SYS_pivot_root, a, b); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r ? errno : 0); }
	else if (!strcmp(act, "seldom")) { // refused or harmless forms of calls that change the machine
		long r = -1; errno = 0;
		if (!strcmp(a, "reboot")) r = syscall(SYS_reboot, 0, 0, 0, 0); // wrong magic: EINVAL
		else if (!strcmp(a, "kexec_load")) r = syscall(SYS_kexec_load, 0, 1UL << 40, 0, 0xffff);
		else if (!strcmp(a, "swapon")) r = syscall(SYS_swapon, "/nonexistent/swap", 0);
		else if (!strcmp(a, "swapoff")) r = syscall(SYS_swapoff, "/nonexistent/swap");
		else if (!strcmp(a, "quotactl")) r = syscall(SYS_quotactl, 0x80000700, "/nonexistent/device", 0, 0);
		else if (!strcmp(a, "userfaultfd")) r = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
		else if (!strcmp(a, "keyctl")) r = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1);
		else if (!strcmp(a, "add_key")) r = syscall(SYS_add_key, "user", "shrike-test", "x", 1, KEY_SPEC_PROCESS_KEYRING);
		else if (!strcmp(a, "perf_event_open")) r = syscall(SYS_perf_event_open, 0, 0, -1, -1, 0);
		else if (!strcmp(a, "acct")) r = syscall(SYS_acct, "/nonexistent/acct");
		printf("{\"pid\":%d,\"ret\":%ld}\n", getpid(), r < 0 ? -(long)errno : r);
	}
	else if (!strcmp(act, "io-uring")) { // setup, and one no-op through it; with "poll" submitted by the polling thread alone
		int poll = !strcmp(a, "poll");
		struct ring r = ring_open(poll ? IORING_SETUP_SQPOLL : 0);
		int fd = open("/dev/null", O_WRONLY);
		memset(r.sqe, 0, sizeof *r.sqe);
		r.sqe->opcode = IORING_OP_FSYNC; r.sqe->fd = fd; r.sqe->user_data = 0x5eed;
		((unsigned *)(r.sq + r.p.sq_off.array))[0] = 0;
		__atomic_store_n((unsigned *)(r.sq + r.p.sq_off.tail), 1, __ATOMIC_RELEASE);
		if (!poll) syscall(SYS_io_uring_enter, r.fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
		for (int i = 0; i < 2000 && !__atomic_load_n((unsigned *)(r.cq + r.p.cq_off.tail), __ATOMIC_ACQUIRE); i++) usleep(1000);
		printf("{\"pid\":%d,\"ring\":%d,\"fd\":%d}\n", getpid(), r.fd, fd);
	}
	else if (!strcmp(act, "caps")) { // CAP_SETGID by setregid, then another program
		if (syscall(SYS_setregid, 3001, 3001)) die(act);
		printf("{\"pid\":%d}\n", getpid()); fflush(stdout); execl("/bin/sleep", "sleep", "0", (char *)0);
	}
	else if (!strcmp(act, "caps-twice")) { syscall(SYS_setreuid, 3001, -1); long r = syscall(SYS_acct, "/nonexistent/acct"); (void)r; printf("{\"pid\":%d}\n", getpid()); }
	else if (!strcmp(act, "caps-refused")) { if (setresuid(3001, 3001, 3001)) die("setresuid"); execl("/proc/self/exe", argv[0], "caps-refused-2", (char *)0); }
	else if (!strcmp(act, "caps-refused-2")) { long r = chroot("/"); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r ? errno : 0); }
	else if (!strcmp(act, "as-user")) { // exec of b as the user a
		int id = atoi(a); if (setresgid(id, id, id) || setresuid(id, id, id)) die("setresuid"); execv(b, argv + 3); die(b);
	}
	else if (!strcmp(act, "ondemand")) { long r = syscall(SYS_mincore, 0x1000, 1, 0); (void)r; r = syscall(SYS_truncate, a, 5); printf("{\"pid\":%d,\"errno\":%d}\n", getpid(), r ? errno : 0); }
	else if (!strcmp(act, "hold")) { printf("{\"pid\":%d}\n", getpid()); fflush(stdout); pause(); }
	else return 2; // also what a program does that was executed only to be seen
	return 0;
}
