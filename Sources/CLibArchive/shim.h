#ifndef VF_CLIBARCHIVE_SHIM_H
#define VF_CLIBARCHIVE_SHIM_H
#include <archive.h>
#include <archive_entry.h>
#endif
