#pragma once
#include <cstdint>

namespace clavis {

/** Name of a result as winscard.h and pcsclite.h have it; "SCARD_UNKNOWN" for a number of neither. */
const char* scardName(uint32_t code);

}  // namespace clavis
