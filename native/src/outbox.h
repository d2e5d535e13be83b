#pragma once
#include <node_api.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

namespace clavis {

/** Something that a thread has to say to JavaScript. */
class Delivery {
 public:
  virtual ~Delivery() = default;
  /** On the JavaScript thread, with the environment alive. Calls of Node-API alone, whose failures are ignored: there may be no JavaScript left. */
  virtual void deliver(napi_env env) = 0;
};

/**
 * The one door from our threads to one JavaScript environment. Once closed, whatever is posted is dropped: a thread that comes
 * back from PC/SC after the environment is gone touches nothing of it. Also keeps the event loop alive while a promise is open.
 */
class Outbox {
 public:
  /** On the JavaScript thread. Null when the environment gives no thread-safe function. */
  static std::shared_ptr<Outbox> create(napi_env env);

  /** From any thread. */
  void post(std::unique_ptr<Delivery> delivery);
  /** On the JavaScript thread. */
  void close();
  /** On the JavaScript thread: as long as somebody holds, the event loop does not end by itself. */
  void hold();
  void release();

 private:
  Outbox() = default;
  static void drain(napi_env env, napi_value callback, void* context, void* data);
  static void finalized(napi_env env, void* data, void* hint);

  std::mutex mutex_;
  std::deque<std::unique_ptr<Delivery>> waiting_;
  napi_env env_ = nullptr;
  napi_threadsafe_function function_ = nullptr;
  bool closed_ = false;
  size_t held_ = 0;
};

/** One hold, given back once. JavaScript thread only. */
class Hold {
 public:
  explicit Hold(std::shared_ptr<Outbox> outbox) : outbox_(std::move(outbox)) { outbox_->hold(); }
  void giveBack() {
    if (outbox_ == nullptr) return;
    outbox_->release();
    outbox_.reset();
  }

 private:
  std::shared_ptr<Outbox> outbox_;
};

}  // namespace clavis
