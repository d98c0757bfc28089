// Gives memory back that only the start needed.
//
// A start uses far more than the run that follows: libbpf parses the kernel's types, V8 compiles, Node's own start runs
// through code that is never entered again. The C library keeps what was freed, and pages of the program file stay
// mapped, so that an idle sensor looks (and counts, in its control group's books) twice as large as it is.
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include "process.h"
#include "value.h"

namespace shrike {
namespace {

// Unmaps the pages of a program file that nobody can have written to; those still used come back from the page cache.
// Segments that are writable at first (RELRO among them) hold relocated addresses and are left alone.
int release_segments(dl_phdr_info *object, size_t, void *)
{
	uintptr_t page = sysconf(_SC_PAGESIZE);
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const auto &segment = object->dlpi_phdr[i];
		if (segment.p_type != PT_LOAD || segment.p_flags & PF_W)
			continue;
		uintptr_t start = (object->dlpi_addr + segment.p_vaddr + page - 1) & ~(page - 1);
		uintptr_t end = (object->dlpi_addr + segment.p_vaddr + segment.p_filesz) & ~(page - 1);
		if (start < end)
			madvise((void *)start, end - start, MADV_DONTNEED);
	}
	return 0;
}

napi_value return_memory(napi_env env, napi_callback_info)
{
	malloc_trim(0);
	dl_iterate_phdr(release_segments, nullptr);
	return undefined(env);
}

} // namespace

void add_memory_functions(napi_env env, napi_value exports)
{
	add_functions(env, exports, { { "returnMemory", return_memory } });
}
} // namespace shrike
