#pragma once
#include <napi.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lifeline.h"

namespace clavis {

/** The JavaScript function of a monitor; touched on JavaScript's thread alone. Empty once the monitor was stopped. */
struct Listener {
  Napi::FunctionReference function;
};

/** What a reader was last told to be. The answer to reset counts: pcsc-lite may tell of a card before it has one, and never again. */
struct Seen {
  uint32_t state = 0;
  std::vector<uint8_t> atr;
  bool operator==(const Seen& other) const { return state == other.state && atr == other.atr; }
};

class MonitorThread final : public Stoppable, public std::enable_shared_from_this<MonitorThread> {
 public:
  MonitorThread(std::shared_ptr<Lifeline> lifeline, std::shared_ptr<Listener> listener)
      : lifeline_(std::move(lifeline)), library_(lifeline_->library), listener_(std::move(listener)) {}

  bool start();
  /** JavaScript thread: the listener is called no more, and let go. */
  void silence() { listener_->function.Reset(); }
  /** Takes the wait for a change back by SCardCancel, from yet another thread: that call asks the service, too, and may block. */
  void stop() noexcept override;

 private:
  void loop();
  /** Watches in one context until it fails or the monitor is stopped. @returns the failure. */
  uint32_t watch(const char*& call);
  void pause();
  void tell(uint32_t code, const char* call);

  std::shared_ptr<Lifeline> lifeline_;
  std::shared_ptr<const PcscLibrary> library_;
  std::shared_ptr<Listener> listener_;
  std::map<std::string, Seen> seen_;
  uint32_t told_ = 0;
  bool pnp_ = true;

  std::atomic<bool> stopping_{false};

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  bool waiting_ = false;
  PcscLibrary::Context context_ = 0;
};

}  // namespace clavis
