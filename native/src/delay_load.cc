#if defined(_WIN32)
// Node-API's functions are in the program that loads the addon, which is node.exe, electron.exe or Clavis.exe: what is imported
// from "node.exe" is looked for there.
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
// After windows.h.
#include <delayimp.h>
#include <cstring>

static FARPROC WINAPI hostInPlaceOfNode(unsigned int event, DelayLoadInfo* info) {
  if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
  return reinterpret_cast<FARPROC>(GetModuleHandleW(nullptr));
}

extern "C" const PfnDliHook __pfnDliNotifyHook2 = hostInPlaceOfNode;
#endif
