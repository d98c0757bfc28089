/**
 * Constants of files, modes and errors. Octal where the manual pages write octal. Four open flags have other bits on
 * arm64 (arch/arm64/include/uapi/asm/fcntl.h), so they are listed per architecture.
 */
import type { ConstantGroup } from './constants.ts';

export const fileConstants: readonly ConstantGroup[] = [
  {
    key: 'errno',
    title: 'Error constants',
    doc: 'Results of system calls, negative as the kernel returns them: EPERM is -1.',
    source: 'uapi/asm-generic/errno.h',
    values: `
      E2BIG=-7 EACCES=-13 EADDRINUSE=-98 EADDRNOTAVAIL=-99 EADV=-68 EAFNOSUPPORT=-97 EAGAIN=-11 EALREADY=-114
      EBADE=-52 EBADF=-9 EBADFD=-77 EBADMSG=-74 EBADR=-53 EBADRQC=-56 EBADSLT=-57 EBFONT=-59 EBUSY=-16 ECANCELED=-125
      ECHILD=-10 ECHRNG=-44 ECOMM=-70 ECONNABORTED=-103 ECONNREFUSED=-111 ECONNRESET=-104 EDEADLOCK=-35
      EDESTADDRREQ=-89 EDOM=-33 EDOTDOT=-73 EDQUOT=-122 EEXIST=-17 EFAULT=-14 EFBIG=-27 EHOSTDOWN=-112
      EHOSTUNREACH=-113 EIDRM=-43 EILSEQ=-84 EINPROGRESS=-115 EINTR=-4 EINVAL=-22 EIO=-5 EISCONN=-106 EISDIR=-21
      EISNAM=-120 EKEYEXPIRED=-127 EKEYREJECTED=-129 EKEYREVOKED=-128 EL2HLT=-51 EL2NSYNC=-45 EL3HLT=-46 EL3RST=-47
      ELIBACC=-79 ELIBBAD=-80 ELIBEXEC=-83 ELIBMAX=-82 ELIBSCN=-81 ELNRNG=-48 ELOOP=-40 EMEDIUMTYPE=-124 EMFILE=-24
      EMLINK=-31 EMSGSIZE=-90 EMULTIHOP=-72 ENAMETOOLONG=-36 ENAVAIL=-119 ENETDOWN=-100 ENETRESET=-102
      ENETUNREACH=-101 ENFILE=-23 ENOANO=-55 ENOBUFS=-105 ENOCSI=-50 ENODATA=-61 ENODEV=-19 ENOENT=-2 ENOEXEC=-8
      ENOKEY=-126 ENOLCK=-37 ENOLINK=-67 ENOMEDIUM=-123 ENOMEM=-12 ENOMSG=-42 ENONET=-64 ENOPKG=-65 ENOPROTOOPT=-92
      ENOSPC=-28 ENOSR=-63 ENOSTR=-60 ENOSYS=-38 ENOTBLK=-15 ENOTCONN=-107 ENOTDIR=-20 ENOTEMPTY=-39 ENOTNAM=-118
      ENOTRECOVERABLE=-131 ENOTSOCK=-88 ENOTSUP=-95 ENOTTY=-25 ENOTUNIQ=-76 ENXIO=-6 EOVERFLOW=-75 EOWNERDEAD=-130
      EPERM=-1 EPFNOSUPPORT=-96 EPIPE=-32 EPROTO=-71 EPROTONOSUPPORT=-93 EPROTOTYPE=-91 ERANGE=-34 EREMCHG=-78
      EREMOTE=-66 EREMOTEIO=-121 ERESTART=-85 ERFKILL=-132 EROFS=-30 ESHUTDOWN=-108 ESOCKTNOSUPPORT=-94 ESPIPE=-29
      ESRCH=-3 ESRMNT=-69 ESTALE=-116 ESTRPIPE=-86 ETIME=-62 ETIMEDOUT=-110 ETOOMANYREFS=-109 ETXTBSY=-26 EUCLEAN=-117
      EUNATCH=-49 EUSERS=-87 EWOULDBLOCK=-11 EXDEV=-18 EXFULL=-54`,
  },
  {
    key: 'open_flags',
    title: 'Open flags',
    doc: 'Flags of open(2); the low two bits are the access mode, not single flags.',
    source: 'uapi/asm-generic/fcntl.h',
    values: `
      O_RDONLY=0 O_WRONLY=1 O_RDWR=2 O_ACCMODE=3 O_CREAT=0o100 O_EXCL=0o200 O_NOCTTY=0o400 O_TRUNC=0o1000
      O_APPEND=0o2000 O_NONBLOCK=0o4000 O_NDELAY=0o4000 O_DSYNC=0o10000 O_ASYNC=0o20000 O_NOATIME=0o1000000
      O_CLOEXEC=0o2000000 O_SYNC=0o4010000 O_FSYNC=0o4010000 O_RSYNC=0o4010000 O_PATH=0o10000000`,
    amd64: `
      O_DIRECT=0o40000 O_LARGEFILE=0o100000 O_DIRECTORY=0o200000 O_NOFOLLOW=0o400000 O_TMPFILE=0o20200000`,
    arm64: `
      O_DIRECTORY=0o40000 O_NOFOLLOW=0o100000 O_DIRECT=0o200000 O_LARGEFILE=0o400000 O_TMPFILE=0o20040000`,
  },
  {
    key: 'file_mode',
    title: 'File mode constants',
    doc: 'Permission bits, set-id and sticky bits, and the file type bits of st_mode.',
    source: 'uapi/linux/stat.h',
    values: `
      S_IFMT=0o170000 S_IFSOCK=0o140000 S_IFLNK=0o120000 S_IFREG=0o100000 S_IFBLK=0o60000 S_IFDIR=0o40000
      S_IFCHR=0o20000 S_IFIFO=0o10000 S_ISUID=0o4000 S_ISGID=0o2000 S_ISVTX=0o1000 S_IRWXU=0o700 S_IRUSR=0o400
      S_IWUSR=0o200 S_IXUSR=0o100 S_IRWXG=0o70 S_IRGRP=0o40 S_IWGRP=0o20 S_IXGRP=0o10 S_IRWXO=7 S_IROTH=4 S_IWOTH=2
      S_IXOTH=1`,
  },
  {
    key: 'unlink_flags',
    title: 'Unlink flags',
    doc: 'Flags of unlinkat(2).',
    source: 'uapi/linux/fcntl.h',
    values: `
      AT_REMOVEDIR=0x200`,
  },
  {
    key: 'pipe_flags',
    title: 'Pipe buffer flags',
    doc: 'Flags of one buffer of a pipe.',
    source: 'linux/pipe_fs_i.h',
    values: `
      PIPE_BUF_FLAG_LRU=0x1 PIPE_BUF_FLAG_ATOMIC=0x2 PIPE_BUF_FLAG_GIFT=0x4 PIPE_BUF_FLAG_PACKET=0x8
      PIPE_BUF_FLAG_CAN_MERGE=0x10 PIPE_BUF_FLAG_WHOLE=0x20 PIPE_BUF_FLAG_LOSS=0x40`,
  },
  {
    key: 'file_type',
    title: 'File types',
    doc: 'What the content of a file looks like.',
    source: 'own numbering',
    values: `
      EMPTY=0 SHELL_SCRIPT=1 TEXT=2 COMPRESSED=3 ENCRYPTED=4 BINARY=5 LINUX_EXECUTABLE=6 WINDOWS_EXECUTABLE=7
      MACOS_EXECUTABLE=8 FILE_LESS=9`,
  },
  {
    key: 'abi',
    title: 'ABI',
    doc: 'Word size an executable was built for.',
    source: 'own numbering',
    values: `
      UNKNOWN_ABI=0 BIT32=1 BIT64=2`,
  },
  {
    key: 'architecture',
    title: 'Architectures',
    doc: 'Machine an executable was built for.',
    source: 'own numbering',
    values: `
      UNKNOWN_ARCHITECTURE=0 X86=1 X86_64=2 ARM=3 ARM64=4`,
  },
  {
    key: 'compression',
    title: 'Compression types',
    doc: 'How a file is compressed. SEVEN_ZIP, because a name cannot start with a digit.',
    source: 'own numbering',
    values: `
      NONE=0 GZIP=1 ZIP=2 ZSTD=3 SEVEN_ZIP=4 BZIP2=5 XZ=6`,
  },
  {
    key: 'linkage',
    title: 'Linkage types',
    doc: 'How an executable is linked.',
    source: 'own numbering',
    values: `
      NONE=0 STATIC=1 DYNAMIC=2`,
  },
];
