// JavaScript values in and out, checked. Every entry point starts by taking its arguments apart with these; a wrong type
// becomes a TypeError and never reaches libbpf.
#pragma once

#include <node_api.h>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

namespace shrike {

inline napi_value throw_type(napi_env env, const std::string &text)
{
	napi_throw_type_error(env, "SHRIKE_NATIVE_ARGUMENT", text.c_str());
	return nullptr;
}

inline napi_value make_string(napi_env env, const std::string &text)
{
	napi_value v;
	napi_create_string_utf8(env, text.data(), text.size(), &v);
	return v;
}

inline napi_value make_number(napi_env env, double number)
{
	napi_value v;
	napi_create_double(env, number, &v);
	return v;
}

inline napi_value make_bigint(napi_env env, uint64_t number)
{
	napi_value v;
	napi_create_bigint_uint64(env, number, &v);
	return v;
}

inline napi_value make_bool(napi_env env, bool value)
{
	napi_value v;
	napi_get_boolean(env, value, &v);
	return v;
}

inline napi_value undefined(napi_env env)
{
	napi_value v;
	napi_get_undefined(env, &v);
	return v;
}

inline napi_value make_buffer(napi_env env, const void *bytes, size_t length)
{
	napi_value v;
	void *copy;
	napi_create_buffer_copy(env, length, bytes, &copy, &v);
	return v;
}

inline void set(napi_env env, napi_value object, const char *name, napi_value value)
{
	napi_set_named_property(env, object, name, value);
}

inline void add_functions(napi_env env, napi_value exports, std::initializer_list<std::pair<const char *, napi_callback>> functions)
{
	for (auto &[name, function] : functions) {
		napi_value f;
		napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &f);
		set(env, exports, name, f);
	}
}

// Throws {message, code, ...}: what was attempted, why it failed, and libbpf's log where there is one.
inline napi_value throw_world(napi_env env, const char *code, const std::string &text, int error, const std::string &log = "",
			      const std::string &program = "")
{
	napi_value e, message = make_string(env, text);

	napi_create_error(env, make_string(env, code), message, &e);
	set(env, e, "errno", make_number(env, error));
	set(env, e, "log", make_string(env, log));
	set(env, e, "program", make_string(env, program));
	napi_throw(env, e);
	return nullptr;
}

// The arguments of one call.
class Arguments {
public:
	Arguments(napi_env env, napi_callback_info info) : env_(env) { napi_get_cb_info(env, info, &count_, values_, nullptr, nullptr); }

	napi_value raw(size_t i) const { return i < count_ ? values_[i] : undefined(env_); }

	bool is(size_t i, napi_valuetype type) const
	{
		napi_valuetype t;
		return i < count_ && napi_typeof(env_, values_[i], &t) == napi_ok && t == type;
	}

	// Not given, or undefined.
	bool absent(size_t i) const { return i >= count_ || is(i, napi_undefined); }

	// A string that C understands as well: without NUL.
	std::optional<std::string> text(size_t i) const
	{
		size_t length;
		if (!is(i, napi_string) || napi_get_value_string_utf8(env_, values_[i], nullptr, 0, &length) != napi_ok)
			return {};
		std::string s(length, '\0');
		napi_get_value_string_utf8(env_, values_[i], s.data(), length + 1, &length);
		if (s.find('\0') != std::string::npos)
			return {};
		return s;
	}

	std::optional<int64_t> integer(size_t i) const
	{
		double d;
		if (!is(i, napi_number) || napi_get_value_double(env_, values_[i], &d) != napi_ok || !(d >= -0x1p53 && d <= 0x1p53) ||
		    d != (double)(int64_t)d)
			return {};
		return (int64_t)d;
	}

	std::optional<bool> boolean(size_t i) const
	{
		bool b;
		if (!is(i, napi_boolean) || napi_get_value_bool(env_, values_[i], &b) != napi_ok)
			return {};
		return b;
	}

	std::optional<int> descriptor(size_t i) const
	{
		auto n = integer(i);
		if (!n || *n < 0 || *n > INT32_MAX)
			return {};
		return (int)*n;
	}

	struct Bytes {
		uint8_t *data = nullptr;
		size_t length = 0;
	};
	std::optional<Bytes> bytes(size_t i) const
	{
		bool is_buffer = false;
		Bytes b;
		if (i >= count_ || napi_is_buffer(env_, values_[i], &is_buffer) != napi_ok || !is_buffer)
			return {};
		if (napi_get_buffer_info(env_, values_[i], (void **)&b.data, &b.length) != napi_ok)
			return {};
		return b;
	}

	// An object handed out by this addon under `tag`.
	template <class T> T *handle(size_t i, const napi_type_tag &tag) const
	{
		bool matches = false;
		void *data = nullptr;
		if (i >= count_ || !is(i, napi_object) || napi_check_object_type_tag(env_, values_[i], &tag, &matches) != napi_ok || !matches)
			return nullptr;
		napi_unwrap(env_, values_[i], &data);
		return static_cast<T *>(data);
	}

private:
	napi_env env_;
	size_t count_ = 8;
	napi_value values_[8];
};

} // namespace shrike
