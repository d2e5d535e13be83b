#pragma once
#include <string>

#include "scard_types.h"

namespace clavis {

/** A text as the system's PC/SC library takes it: UTF-16 on Windows, bytes elsewhere. */
using SystemText = std::basic_string<scard::Char>;
SystemText toSystemText(const std::string& utf8);
std::string fromSystemText(const scard::Char* text, size_t length);

/** A shared library that stays loaded until the process ends. */
class SharedObject {
 public:
  explicit SharedObject(const std::string& path);
  bool loaded() const { return handle_ != nullptr; }
  void* symbol(const char* name) const;
  const std::string& path() const { return path_; }
  /** Why it could not be loaded. */
  const std::string& reason() const { return reason_; }

 private:
  void* handle_ = nullptr;
  std::string path_;
  std::string reason_;
};

/**
 * Keeps this addon in memory for good: Node unloads an addon with the worker thread that loaded it, and a thread of ours may
 * still be inside a call of PC/SC then.
 */
void pinThisLibrary();

}  // namespace clavis
