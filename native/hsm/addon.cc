/**
 * What the process of the authority's PKCS#11 module needs beside pkcs11js. Some mechanisms take a parameter with a pointer in it
 * (CK_KEY_DERIVATION_STRING_DATA) for which pkcs11js has no form: JavaScript writes the structure, this tells the address.
 */
#include <napi.h>

#if defined(__linux__)
#include <signal.h>
#include <sys/prctl.h>
#endif

#include "../src/harden.h"

namespace {

/** Address of a Buffer's bytes. They stay there for as long as the Buffer lives: Node keeps them outside of the moving heap. */
Napi::Value addressOf(const Napi::CallbackInfo& info) {
  if (info.Length() != 1 || !info[0].IsBuffer()) throw Napi::TypeError::New(info.Env(), "addressOf takes a Buffer");
  const auto bytes = info[0].As<Napi::Buffer<uint8_t>>();
  return Napi::BigInt::New(info.Env(), static_cast<uint64_t>(reinterpret_cast<uintptr_t>(bytes.Data())));
}

/** This process ends with its parent, also while a module's call hangs. False where the system cannot do so. */
Napi::Value endWithParent(const Napi::CallbackInfo& info) {
#if defined(__linux__)
  return Napi::Boolean::New(info.Env(), prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
#else
  return Napi::Boolean::New(info.Env(), false);
#endif
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("addressOf", Napi::Function::New(env, addressOf, "addressOf"));
  exports.Set("endWithParent", Napi::Function::New(env, endWithParent, "endWithParent"));
  exports.Set("hardenProcess", Napi::Function::New(env, clavis::hardenProcess, "hardenProcess"));
  return exports;
}

}  // namespace

NODE_API_MODULE(clavis_hsm, init)
