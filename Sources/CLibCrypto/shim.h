#ifndef VF_CLIBCRYPTO_SHIM_H
#define VF_CLIBCRYPTO_SHIM_H
#include <openssl/evp.h>
#include <stddef.h>

/* The one thing wanted of libcrypto. EVP_Digest picks the processor's SHA instructions;
   EVP_sha256() returns a pointer that Swift has no use for. 1 is success, as everywhere in OpenSSL. */
static inline int vf_sha256(const void *bytes, size_t count, unsigned char digest[32]) {
    return EVP_Digest(bytes, count, digest, NULL, EVP_sha256(), NULL);
}
#endif
