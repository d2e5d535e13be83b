#pragma once
#include <napi.h>

#include <cstring>

#include "secret_bytes.h"

namespace clavis {

/** A Uint8Array with a copy of the bytes, or null. */
inline napi_value bytesValue(napi_env env, const void* data, size_t length) {
  void* memory = nullptr;
  napi_value buffer = nullptr;
  napi_value array = nullptr;
  if (napi_create_arraybuffer(env, length, &memory, &buffer) != napi_ok) return nullptr;
  if (length > 0) std::memcpy(memory, data, length);
  return napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array) == napi_ok ? array : nullptr;
}

/** @throws Napi::TypeError when the argument is no Uint8Array */
inline SecretBytes bytesArgument(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsTypedArray() || info[index].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    throw Napi::TypeError::New(info.Env(), "a Uint8Array is expected");
  const auto array = info[index].As<Napi::Uint8Array>();
  return SecretBytes(array.Data(), array.ByteLength());
}

inline uint32_t numberArgument(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsNumber()) throw Napi::TypeError::New(info.Env(), "a number is expected");
  return info[index].As<Napi::Number>().Uint32Value();
}

}  // namespace clavis
