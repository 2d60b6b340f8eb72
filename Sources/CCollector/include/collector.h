#ifndef VF_COLLECTOR_H
#define VF_COLLECTOR_H

/* collect.sh, the script that makes a snapshot on a host. An array of unknown bound does not reach
   Swift, hence the function. */
extern const unsigned char vf_collect_sh[];
extern const unsigned long vf_collect_sh_count;
static inline const unsigned char *vf_collect_sh_bytes(void) { return vf_collect_sh; }

#endif
