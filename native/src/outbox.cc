#include "outbox.h"

namespace clavis {

std::shared_ptr<Outbox> Outbox::create(napi_env env) {
  std::shared_ptr<Outbox> outbox(new Outbox());
  outbox->env_ = env;
  // The function may be finalised after the last of us has let go: it owns a share.
  auto* share = new std::shared_ptr<Outbox>(outbox);
  napi_value name = nullptr;
  const bool made = napi_create_string_utf8(env, "clavis-pcsc", NAPI_AUTO_LENGTH, &name) == napi_ok &&
                    napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, share, finalized, outbox.get(),
                                                    drain, &outbox->function_) == napi_ok;
  if (!made) {
    delete share;
    return nullptr;
  }
  napi_unref_threadsafe_function(env, outbox->function_);
  return outbox;
}

void Outbox::finalized(napi_env, void* data, void*) { delete static_cast<std::shared_ptr<Outbox>*>(data); }

void Outbox::post(std::unique_ptr<Delivery> delivery) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (closed_) return;
  const bool first = waiting_.empty();
  waiting_.push_back(std::move(delivery));
  // One call carries everything that has gathered when it arrives.
  if (first) napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
}

void Outbox::drain(napi_env env, napi_value, void* context, void*) {
  auto* self = static_cast<Outbox*>(context);
  std::deque<std::unique_ptr<Delivery>> arrived;
  {
    const std::lock_guard<std::mutex> lock(self->mutex_);
    arrived.swap(self->waiting_);
    if (self->closed_ || env == nullptr) return;
  }
  for (const std::unique_ptr<Delivery>& delivery : arrived) {
    napi_handle_scope scope = nullptr;
    if (napi_open_handle_scope(env, &scope) != napi_ok) return;
    delivery->deliver(env);
    napi_close_handle_scope(env, scope);
  }
}

void Outbox::close() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (closed_) return;
  closed_ = true;
  waiting_.clear();
  napi_release_threadsafe_function(function_, napi_tsfn_abort);
}

void Outbox::hold() {
  if (held_++ == 0 && !closed_) napi_ref_threadsafe_function(env_, function_);
}

void Outbox::release() {
  if (--held_ == 0 && !closed_) napi_unref_threadsafe_function(env_, function_);
}

}  // namespace clavis
