// Attaching to the kernel's named tracepoints, also where nobody has mounted tracefs: their numbers are only to be read there.
#pragma once

#include <bpf/libbpf.h>

#include <string>

namespace shrike {

// Null and errno when it fails. The link owns everything.
bpf_link *attach_tracepoint(bpf_program *program, const std::string &category, const std::string &name);

} // namespace shrike
