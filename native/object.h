// BPF objects: open, configure, load, attach. Knows no event: names and bytes only. Maps and globals are map.cc's.
#pragma once
#include <bpf/libbpf.h>
#include <node_api.h>

#include <map>

#include "value.h"

namespace shrike {

struct Object {
	bpf_object *object = nullptr;
	bool loaded = false;
	std::map<int64_t, bpf_link *> links;
	int64_t next_link = 1;
	// Sections of global variables, mapped on first use after loading.
	struct Section {
		void *memory;
		size_t length;
		bool writable;
	};
	std::map<bpf_map *, Section> sections;

	void close();
	~Object() { close(); }
};

// The object of argument 0, open; throws otherwise.
Object *take_object(napi_env env, const Arguments &args);

void add_object_functions(napi_env env, napi_value exports);
void add_map_functions(napi_env env, napi_value exports);
void add_packet_filter_functions(napi_env env, napi_value exports);

}
