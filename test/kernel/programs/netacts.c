// Acts on sockets for the kernel tests: each subcommand does one thing and prints the truth about it as one JSON line, learnt
// from the kernel by another way (getsockname, getpeername, SO_ERROR).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <net/if.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "netacts: %s: %s\n", what, strerror(errno));
	exit(2);
}

static socklen_t address(struct sockaddr_storage *to, const char *ip, int port)
{
	memset(to, 0, sizeof *to);
	struct sockaddr_in *v4 = (void *)to;
	struct sockaddr_in6 *v6 = (void *)to;
	if (inet_pton(AF_INET, ip, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return sizeof *v4;
	}
	if (inet_pton(AF_INET6, ip, &v6->sin6_addr) != 1) die("address");
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	return sizeof *v6;
}

static int port_of(int fd)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a;
	if (getsockname(fd, (void *)&a, &n)) return 0;
	return a.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&a)->sin6_port)
	     : a.ss_family == AF_INET  ? ntohs(((struct sockaddr_in *)&a)->sin_port) : 0;
}

static int make(const char *ip, int type)
{
	int fd = socket(strchr(ip, ':') ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0);
	if (fd < 0) die("socket");
	return fd;
}

static void report(long ret, int error, int port, const char *more)
{
	printf("{\"pid\":%d,\"ret\":%ld,\"errno\":%d,\"port\":%d%s}\n", getpid(), ret, ret < 0 ? error : 0, port, more);
	fflush(stdout);
}

// A listener on the address, in this process; its port.
static int listener(const char *ip, int port)
{
	struct sockaddr_storage a;
	socklen_t n = address(&a, ip, port);
	int fd = make(ip, SOCK_STREAM), one = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (void *)&a, n) || listen(fd, 8)) die("listen");
	return fd;
}

struct ring { int fd; char *sq, *cq; struct io_uring_sqe *sqe; struct io_uring_params p; };

static struct ring ring_make(void)
{
	struct ring r = {0};
	r.fd = syscall(SYS_io_uring_setup, 4, &r.p);
	if (r.fd < 0) die("io_uring_setup");
	r.sq = mmap(0, r.p.sq_off.array + r.p.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, r.fd, IORING_OFF_SQ_RING);
	r.cq = mmap(0, r.p.cq_off.cqes + r.p.cq_entries * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE, MAP_SHARED, r.fd, IORING_OFF_CQ_RING);
	r.sqe = mmap(0, 4 * sizeof *r.sqe, PROT_READ | PROT_WRITE, MAP_SHARED, r.fd, IORING_OFF_SQES);
	memset(r.sqe, 0, sizeof *r.sqe);
	return r;
}

static long ring_run(struct ring *r)
{
	((unsigned *)(r->sq + r->p.sq_off.array))[0] = 0;
	__atomic_store_n((unsigned *)(r->sq + r->p.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, r->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0) die("io_uring_enter");
	long res = ((struct io_uring_cqe *)(r->cq + r->p.cq_off.cqes))->res;
	if (res < 0) { errno = -res; return -1; }
	return res;
}

#ifdef __x86_64__
// socketcall(2), which only the 32-bit entry has: arguments are an array of 32-bit words.
static long socketcall(int which, uint32_t *words)
{
	long ret;
	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(102), "b"((long)which), "c"((long)words) : "memory", "r8", "r9", "r10", "r11");
	ret = (int)ret;
	if (ret < 0) { errno = -ret; return -1; }
	return ret;
}
#endif

// A query for NAME: header, labels, type, class.
static int query(unsigned char *to, int id, const char *name, int type)
{
	unsigned char *p = to;
	*p++ = id >> 8; *p++ = id; *p++ = 1; *p++ = 0; *p++ = 0; *p++ = 1;
	for (int i = 0; i < 6; i++) *p++ = 0;
	while (*name) {
		const char *dot = strchrnul(name, '.');
		*p++ = dot - name;
		memcpy(p, name, dot - name);
		p += dot - name;
		name = *dot ? dot + 1 : dot;
	}
	*p++ = 0; *p++ = type >> 8; *p++ = type; *p++ = 0; *p++ = 1;
	return p - to;
}

static void wait_answer(int fd, void *to, size_t n)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	if (poll(&p, 1, 3000) == 1 && recv(fd, to, n, 0) < 0) die("recv");
}

// dns KIND IP PORT NAME TYPE [COUNT]: asks by the given kind of socket and waits for the answer.
static int dns(int argc, char **argv)
{
	const char *kind = argv[2], *ip = argv[3];
	int port = atoi(argv[4]), type = argc > 6 ? atoi(argv[6]) : 1, count = argc > 7 ? atoi(argv[7]) : 1;
	unsigned char message[600], answer[65536];
	struct sockaddr_storage a;
	socklen_t n = address(&a, ip, port);
	int length = query(message, 0x1234, argv[5], type);

	if (!strncmp(kind, "tcp", 3)) {
		int fd = make(ip, SOCK_STREAM), one = 1;
		if (connect(fd, (void *)&a, n)) die("connect");
		setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &one, sizeof one);
		unsigned char framed[602] = { length >> 8, length };
		memcpy(framed + 2, message, length);
		if (!strcmp(kind, "tcp-split"))
			for (int i = 0; i < length + 2; i++) { if (send(fd, framed + i, 1, 0) != 1) die("send"); usleep(300); }
		else if (send(fd, framed, length + 2, 0) < 0) die("send");
		while (recv(fd, answer, sizeof answer, 0) > 0); // to the end: it may come in pieces
		report(0, 0, port_of(fd), "");
		return 0;
	}
	int fd = make(ip, SOCK_DGRAM);
	if (!strcmp(kind, "io_uring")) { // sent by the kernel for the ring
		struct ring r = ring_make();
		if (connect(fd, (void *)&a, n)) die("connect");
		r.sqe->opcode = IORING_OP_SEND;
		r.sqe->fd = fd;
		r.sqe->addr = (uintptr_t)message;
		r.sqe->len = length;
		r.sqe->flags = type == 28 ? IOSQE_ASYNC : 0; // AAAA: by a thread of the ring
		if (ring_run(&r) != length) die("io_uring send");
		wait_answer(fd, answer, sizeof answer);
		report(0, 0, port_of(fd), "");
		return 0;
	}
	if (!strcmp(kind, "connected") && connect(fd, (void *)&a, n)) die("connect");
	if (!strcmp(kind, "fork")) { // the child sends and ends at once; the parent made the socket
		int port_is;
		pid_t child = fork();
		if (!child) {
			if (sendto(fd, message, length, 0, (void *)&a, n) < 0) die("sendto");
			_exit(0);
		}
		waitpid(child, NULL, 0);
		port_is = port_of(fd);
		printf("{\"pid\":%d,\"ret\":0,\"errno\":0,\"port\":%d,\"child\":%d}\n", getpid(), port_is, child);
		return 0;
	}
	if (!strcmp(kind, "passed")) { // the socket goes to a child through a unix socket
		int pair[2];
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) die("socketpair");
		pid_t child = fork();
		char control[CMSG_SPACE(sizeof fd)] = {0}, byte = 0;
		struct iovec io = { &byte, 1 };
		struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
		if (!child) {
			close(fd);
			if (recvmsg(pair[1], &m, 0) != 1) die("recvmsg");
			int got = *(int *)CMSG_DATA(CMSG_FIRSTHDR(&m));
			if (sendto(got, message, length, 0, (void *)&a, n) < 0) die("sendto");
			wait_answer(got, answer, sizeof answer);
			_exit(0);
		}
		struct cmsghdr *c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
		if (sendmsg(pair[0], &m, 0) != 1) die("sendmsg");
		waitpid(child, NULL, 0);
		printf("{\"pid\":%d,\"ret\":0,\"errno\":0,\"port\":%d,\"child\":%d}\n", getpid(), port_of(fd), child);
		return 0;
	}
	for (int i = 0; i < count; i++) {
		message[0] = (0x1234 + i) >> 8;
		message[1] = 0x1234 + i;
		long sent = !strcmp(kind, "connected") ? send(fd, message, length, 0) : sendto(fd, message, length, 0, (void *)&a, n);
		if (sent < 0) die("send");
		if (strcmp(kind, "short")) wait_answer(fd, answer, sizeof answer);
	}
	report(0, 0, port_of(fd), "");
	return 0;
}

// raw FILE IP PORT: sends the bytes of standard input as one datagram, from port FROM.
static int raw(char **argv)
{
	unsigned char bytes[65536];
	struct sockaddr_storage a, own;
	socklen_t n = address(&a, argv[2], atoi(argv[3])), m = address(&own, argv[2], atoi(argv[4]));
	ssize_t length = 0, got;
	while ((got = read(0, bytes + length, sizeof bytes - length)) > 0) length += got;
	int fd = make(argv[2], SOCK_DGRAM), one = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (atoi(argv[4]) && bind(fd, (void *)&own, m)) die("bind");
	long sent = sendto(fd, bytes, length, 0, (void *)&a, n);
	report(sent, errno, port_of(fd), "");
	return 0;
}

int main(int argc, char **argv)
{
	const char *act = argc > 1 ? argv[1] : "";
	struct sockaddr_storage a;
	char more[256] = "";
	long ret;

	if (!strcmp(act, "dns")) return dns(argc, argv);
	if (!strcmp(act, "raw")) return raw(argv);
	if (!strcmp(act, "socket")) {
		ret = socket(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
		report(ret, errno, 0, "");
	} else if (!strcmp(act, "bind")) {
		int fd = make(argv[2], argc > 4 ? atoi(argv[4]) : SOCK_STREAM);
		socklen_t n = address(&a, argv[2], atoi(argv[3]));
		ret = bind(fd, (void *)&a, n);
		int error = errno;
		errno = error;
		report(ret, error, port_of(fd), "");
	} else if (!strcmp(act, "bind-unix") || !strcmp(act, "connect-unix")) {
		struct sockaddr_un u = { .sun_family = AF_UNIX };
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		socklen_t n = sizeof(sa_family_t) + strlen(argv[2]);
		memcpy(u.sun_path, argv[2], strlen(argv[2]));
		if (u.sun_path[0] == '@') u.sun_path[0] = 0;
		ret = act[0] == 'b' ? bind(fd, (void *)&u, n) : connect(fd, (void *)&u, n);
		report(ret, errno, 0, "");
	} else if (!strcmp(act, "connect")) { // connect IP PORT TYPE NONBLOCK LISTEN
		int type = argc > 4 ? atoi(argv[4]) : SOCK_STREAM, nonblock = argc > 5 ? atoi(argv[5]) : 0, listening = argc > 6 ? atoi(argv[6]) : 0;
		int server = listening ? listener(argv[2], atoi(argv[3])) : -1;
		int port = atoi(argv[3]) ? atoi(argv[3]) : port_of(server);
		int fd = make(argv[2], type | (nonblock ? SOCK_NONBLOCK : 0));
		socklen_t n = address(&a, argv[2], port);
		ret = connect(fd, (void *)&a, n);
		int error = errno, outcome = 0;
		if (nonblock && ret < 0 && error == EINPROGRESS) {
			struct pollfd p = { .fd = fd, .events = POLLOUT };
			socklen_t size = sizeof outcome;
			poll(&p, 1, 5000);
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &outcome, &size);
		}
		snprintf(more, sizeof more, ",\"outcome\":%d,\"target\":%d", outcome, port);
		report(ret, error, port_of(fd), more);
	} else if (!strcmp(act, "connect-bad")) { // an address that cannot be read
		ret = syscall(SYS_connect, make("127.0.0.1", SOCK_STREAM), (void *)8, sizeof(struct sockaddr_in));
		report(ret, errno, 0, "");
	} else if (!strcmp(act, "accept")) { // accept IP PORT: connects to itself
		int server = listener(argv[2], atoi(argv[3])), port = port_of(server);
		int client = make(argv[2], SOCK_STREAM);
		socklen_t n = address(&a, !strcmp(argv[2], "0.0.0.0") ? "127.0.0.1" : !strcmp(argv[2], "::") ? "::1" : argv[2], port);
		if (connect(client, (void *)&a, n)) die("connect");
		struct sockaddr_storage peer;
		socklen_t m = sizeof peer;
		ret = argc > 4 ? accept4(server, NULL, NULL, SOCK_CLOEXEC) : accept(server, (void *)&peer, &m);
		int error = errno;
		snprintf(more, sizeof more, ",\"client\":%d", port_of(client));
		report(ret, error, port, more);
	} else if (!strcmp(act, "ping")) { // ping IP: one echo request by a raw socket
		unsigned char echo[8] = { 8, 0, 0xf7, 0xff };
		int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
		socklen_t n = address(&a, argv[2], 0);
		ret = sendto(fd, echo, sizeof echo, 0, (void *)&a, n);
		report(ret, errno, 0, "");
	} else if (!strcmp(act, "filter")) { // SO_ATTACH_FILTER
		struct sock_filter code[] = {
			{ 0x28, 0, 0, 12 }, { 0x15, 0, 3, 0x800 }, { 0x30, 0, 0, 23 }, { 0x15, 0, 1, 17 }, { 6, 0, 0, 0xffff }, { 6, 0, 0, 0 },
		};
		struct sock_fprog program = { 6, code };
		int fd = make("127.0.0.1", SOCK_DGRAM);
		ret = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
		report(ret, errno, 0, "");
	} else if (!strncmp(act, "io_uring-", 9)) {
		struct ring r = ring_make();
		if (!strcmp(act, "io_uring-socket")) {
			r.sqe->opcode = 45; // IORING_OP_SOCKET
			r.sqe->fd = AF_INET;
			r.sqe->off = SOCK_DGRAM;
			r.sqe->len = IPPROTO_UDP;
			ret = ring_run(&r);
			report(ret, errno, 0, "");
			return 0;
		}
		int server = listener("127.0.0.1", 0), port = port_of(server);
		int client = make("127.0.0.1", SOCK_STREAM);
		socklen_t n = address(&a, "127.0.0.1", !strcmp(act, "io_uring-refused") ? 1 : port);
		if (!strcmp(act, "io_uring-accept")) {
			if (connect(client, (void *)&a, n)) die("connect");
			r.sqe->opcode = IORING_OP_ACCEPT;
			r.sqe->fd = server;
		} else {
			r.sqe->opcode = IORING_OP_CONNECT;
			r.sqe->fd = client;
			r.sqe->addr = (uintptr_t)&a;
			r.sqe->off = n;
		}
		ret = ring_run(&r);
		int error = errno;
		snprintf(more, sizeof more, ",\"client\":%d", port_of(client));
		report(ret, error, port, more);
	}
#ifdef __x86_64__
	else if (!strcmp(act, "socketcall")) { // socketcall PORT: socket and bind through the 32-bit multiplexer
		uint32_t *low = mmap((void *)0x10000000, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
		struct sockaddr_in *in = (void *)(low + 256);
		if (low == MAP_FAILED) die("mmap");
		low[0] = AF_INET; low[1] = SOCK_STREAM; low[2] = 0;
		int fd = socketcall(1, low);
		in->sin_family = AF_INET;
		in->sin_port = htons(atoi(argv[2]));
		in->sin_addr.s_addr = htonl(0x7f000001);
		low[0] = fd; low[1] = (uint32_t)(uintptr_t)in; low[2] = sizeof *in;
		ret = socketcall(2, low);
		report(ret, errno, port_of(fd), "");
	}
#endif
	else if (!strcmp(act, "netns")) { // netns COMMAND…: in a new network namespace with its loopback up
		if (unshare(CLONE_NEWNET)) die("unshare");
		int fd = socket(AF_INET, SOCK_DGRAM, 0);
		struct ifreq request = { .ifr_name = "lo" };
		request.ifr_flags = IFF_UP | IFF_RUNNING;
		if (ioctl(fd, SIOCSIFFLAGS, &request)) die("up");
		close(fd);
		execv(argv[2], argv + 2);
		die("execv");
	} else {
		fprintf(stderr, "netacts: no such act: %s\n", act);
		return 2;
	}
	return 0;
}
