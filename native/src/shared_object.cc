#include "shared_object.h"

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace clavis {

#if defined(_WIN32)

SystemText toSystemText(const std::string& utf8) {
  const int length = MultiByteToWideChar(CP_UTF8, 0, utf8.data(), static_cast<int>(utf8.size()), nullptr, 0);
  SystemText text(static_cast<size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, utf8.data(), static_cast<int>(utf8.size()), text.data(), length);
  return text;
}

std::string fromSystemText(const scard::Char* text, size_t length) {
  const int bytes = WideCharToMultiByte(CP_UTF8, 0, text, static_cast<int>(length), nullptr, 0, nullptr, nullptr);
  std::string utf8(static_cast<size_t>(bytes), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, static_cast<int>(length), utf8.data(), bytes, nullptr, nullptr);
  return utf8;
}

SharedObject::SharedObject(const std::string& path) : path_(path) {
  // System32 alone for a bare name: a winscard.dll beside the program is never taken.
  const bool bare = path.find_first_of("\\/") == std::string::npos;
  handle_ = LoadLibraryExW(toSystemText(path).c_str(), nullptr, bare ? LOAD_LIBRARY_SEARCH_SYSTEM32 : 0);
  if (handle_ == nullptr) reason_ = path + ": error " + std::to_string(GetLastError());
}

void* SharedObject::symbol(const char* name) const {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(handle_), name));
}

void pinThisLibrary() {
  HMODULE self = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     reinterpret_cast<LPCWSTR>(&pinThisLibrary), &self);
}

#else

SystemText toSystemText(const std::string& utf8) { return utf8; }

std::string fromSystemText(const scard::Char* text, size_t length) { return std::string(text, length); }

SharedObject::SharedObject(const std::string& path) : path_(path) {
  handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) {
    const char* reason = dlerror();
    reason_ = reason == nullptr ? path : reason;
  }
}

void* SharedObject::symbol(const char* name) const { return dlsym(handle_, name); }

void pinThisLibrary() {
  Dl_info self = {};
  if (dladdr(reinterpret_cast<const void*>(&pinThisLibrary), &self) == 0 || self.dli_fname == nullptr) return;
  dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}

#endif

}  // namespace clavis
