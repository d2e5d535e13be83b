#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace clavis {

/** Overwrites memory in a way that the compiler may not leave out. */
inline void wipe(void* memory, size_t length) {
  volatile uint8_t* bytes = static_cast<volatile uint8_t*>(memory);
  for (size_t index = 0; index < length; index++) bytes[index] = 0;
}

/** Bytes that are zeroed before their memory is given back. Moved, never copied. */
class SecretBytes {
 public:
  SecretBytes() = default;
  SecretBytes(const void* source, size_t length) : bytes_(length == 0 ? nullptr : new uint8_t[length]), length_(length) {
    if (length > 0) std::memcpy(bytes_.get(), source, length);
  }
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)), length_(other.length_) { other.length_ = 0; }
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      clear();
      bytes_ = std::move(other.bytes_);
      length_ = other.length_;
      other.length_ = 0;
    }
    return *this;
  }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { clear(); }

  const uint8_t* data() const { return bytes_.get(); }
  size_t size() const { return length_; }

  void clear() {
    if (bytes_ != nullptr) wipe(bytes_.get(), length_);
    bytes_.reset();
    length_ = 0;
  }

 private:
  std::unique_ptr<uint8_t[]> bytes_;
  size_t length_ = 0;
};

}  // namespace clavis
