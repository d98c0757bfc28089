// Makes system calls one after the other, as told on the command line, and prints what came back:
//
//     calls STEP [-- STEP]...      STEP: NUMBER ARGUMENT...          a call of this architecture
//                                        32:NUMBER ARGUMENT...       through the 32-bit entry of x86
//                                        u:OPCODE ARGUMENT...        through io_uring: fd addr len off flags splice_fd addr3
//                                        w:OPCODE ARGUMENT...        the same, by a worker thread
//                                        flip TEXT TEXT              a thread swaps the text named `f:` from now on
//
// ARGUMENT: n:NUMBER, s:TEXT, r:STEP (what that step returned), o:PATH (a descriptor of it, opened for reading), 0 (NULL),
// t:A,B,… (longs), T:A,B,… (32-bit numbers), a:TEXT (struct xattr_args), b:BYTES (a buffer of zeros), f: (the flipped text).
// Everything pointed at lies below 4 GiB, so that 32-bit calls can reach it. Prints {"pid":…,"steps":[[result,errno],…]}.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *area, *next_byte, *flipped;
static const char *flip_texts[2];

static void die(const char *what)
{
	fprintf(stderr, "calls: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void *take(const void *from, size_t bytes)
{
	char *at = next_byte;

	next_byte += (bytes + 15) & ~15UL;
	if (next_byte > area + (1 << 20)) die("arguments too long");
	if (from) memcpy(at, from, bytes);
	return at;
}

static void *flip(void *unused)
{
	for (unsigned i = 0;; i++) {
		strcpy(flipped, flip_texts[i & 1]);
		for (volatile int pause = 0; pause < 200; pause++) {}
	}
	return unused;
}

static long argument(char *text, long (*results)[2])
{
	char *rest = strchr(text, ':');
	char kind = text[0];

	if (!rest) return 0;
	rest++;
	switch (kind) {
	case 'n': return strtol(rest, NULL, 0);
	case 'r': return results[atoi(rest)][0];
	case 's': return (long)take(rest, strlen(rest) + 1);
	case 'b': return (long)take(NULL, atoi(rest));
	case 'f': return (long)flipped;
	case 'o': {
		int fd = open(rest, O_RDONLY | O_NONBLOCK);
		if (fd < 0) die(rest);
		return fd;
	}
	case 'a': {
		struct { uint64_t value; uint32_t size, flags; } args = { (uint64_t)take(rest, strlen(rest) + 1), strlen(rest), 0 };
		return (long)take(&args, sizeof args);
	}
	case 't':
	case 'T': {
		long wide[8];
		int32_t narrow[8];
		int n = 0;
		for (char *part = strtok(rest, ","); part && n < 8; part = strtok(NULL, ",")) {
			wide[n] = strtol(part, NULL, 0);
			narrow[n] = wide[n];
			n++;
		}
		return (long)(kind == 't' ? take(wide, sizeof wide) : take(narrow, sizeof narrow));
	}
	default: die("unknown argument"); return 0;
	}
}

static long call32(long number, long *a)
{
#ifdef __x86_64__
	long result;
	// The sixth argument travels in ebp, which no test needs.
	asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4]) : "memory", "r8", "r9", "r10", "r11");
	int narrow = (int)result;
	if (narrow < 0 && narrow > -4096) { errno = -narrow; return -1; }
	return narrow;
#else
	errno = ENOSYS;
	return -1;
#endif
}

static long uring(long opcode, long *a, int worker)
{
	static int fd = -1;
	static struct io_uring_params params;
	static char *rings;
	static struct io_uring_sqe *sqes;

	if (fd < 0) {
		fd = syscall(SYS_io_uring_setup, 4, &params);
		if (fd < 0) die("io_uring_setup");
		size_t bytes = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
		size_t submission = params.sq_off.array + params.sq_entries * sizeof(unsigned);
		rings = mmap(NULL, bytes > submission ? bytes : submission, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQ_RING);
		sqes = mmap(NULL, 4 * sizeof *sqes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQES);
		if (rings == MAP_FAILED || sqes == MAP_FAILED) die("mmap");
	}
	char *sqe = (char *)&sqes[0];
	memset(sqe, 0, sizeof *sqes);
	*(uint8_t *)sqe = opcode;
	*(uint8_t *)(sqe + 1) = worker ? IOSQE_ASYNC : 0;
	*(int32_t *)(sqe + 4) = a[0];
	*(uint64_t *)(sqe + 8) = a[3];
	*(uint64_t *)(sqe + 16) = a[1];
	*(uint32_t *)(sqe + 24) = a[2];
	*(uint32_t *)(sqe + 28) = a[4];
	*(int32_t *)(sqe + 44) = a[5];
	*(uint64_t *)(sqe + 48) = a[6];
	unsigned *tail = (unsigned *)(rings + params.sq_off.tail);
	((unsigned *)(rings + params.sq_off.array))[*tail & (params.sq_entries - 1)] = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1) die("io_uring_enter");
	unsigned *head = (unsigned *)(rings + params.cq_off.head);
	struct io_uring_cqe *cqe = (struct io_uring_cqe *)(rings + params.cq_off.cqes) + (*head & (params.cq_entries - 1));
	int result = cqe->res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	if (result < 0) { errno = -result; return -1; }
	return result;
}

int main(int argc, char **argv)
{
	static long results[64][2];
	int step = 0;

	area = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (area == MAP_FAILED) die("mmap");
	next_byte = area;
	flipped = take(NULL, 4096);
	for (int i = 1; i < argc && step < 64; i++, step++) {
		char *what = argv[i];
		long values[8] = {0};
		int n = 0;

		if (!strcmp(what, "flip")) {
			pthread_t thread;
			flip_texts[0] = argv[i + 1];
			flip_texts[1] = argv[i + 2];
			strcpy(flipped, flip_texts[0]);
			pthread_create(&thread, NULL, flip, NULL);
			usleep(20000);
			i += 3;
			continue;
		}
		while (++i < argc && strcmp(argv[i], "--"))
			if (n < 8) values[n++] = argument(argv[i], results);
		long result;
		errno = 0;
		if (!strncmp(what, "32:", 3)) result = call32(atol(what + 3), values);
		else if (!strncmp(what, "u:", 2)) result = uring(atol(what + 2), values, 0);
		else if (!strncmp(what, "w:", 2)) result = uring(atol(what + 2), values, 1);
		else result = syscall(atol(what), values[0], values[1], values[2], values[3], values[4], values[5]);
		results[step][0] = result;
		results[step][1] = result < 0 ? errno : 0;
	}
	printf("{\"pid\":%d,\"steps\":[", getpid());
	for (int i = 0; i < step; i++) printf("%s[%ld,%ld]", i ? "," : "", results[i][0], results[i][1]);
	printf("]}\n");
	return 0;
}
