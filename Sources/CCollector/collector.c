#include "collector.h"

/* #embed is C23; clang takes it in every C. The compiler notes the script as a dependency. */
#pragma clang diagnostic ignored "-Wc23-extensions"

const unsigned char vf_collect_sh[] = {
#embed "collect.sh" suffix(, 0)
};
const unsigned long vf_collect_sh_count = sizeof vf_collect_sh - 1;
