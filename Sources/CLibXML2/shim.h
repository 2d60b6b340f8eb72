#ifndef VF_CLIBXML2_SHIM_H
#define VF_CLIBXML2_SHIM_H
#include <libxml/xmlversion.h>
/* Debian's libxml2 shows ICU's types in a struct that nobody here touches. A Swift module that
   also sees Foundation, which has an ICU of its own, would find them defined twice. */
#undef LIBXML_ICU_ENABLED
#include <libxml/tree.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <libxml/HTMLtree.h>
#include <libxml/c14n.h>

/* xmlFree is a mutable global function pointer: Swift 6 refuses it. */
static inline void vf_free(const void *p) { if (p) xmlFree((void *)p); }

/* The error argument is `xmlErrorPtr` up to 2.11 and `const xmlError *` from 2.12 on.
   Swift sees one signature; the casts are here. */
typedef void (*vf_error_fn)(void *user, const xmlError *error);

static inline void vf_sax_on_error(xmlSAXHandler *sax, vf_error_fn fn) {
    sax->serror = (xmlStructuredErrorFunc)fn;
}
static inline void vf_xpath_on_error(xmlXPathContextPtr c, vf_error_fn fn, void *user) {
    c->userData = user;
    c->error = (xmlStructuredErrorFunc)fn;
}
static inline void vf_schema_parser_on_error(xmlSchemaParserCtxtPtr c, vf_error_fn fn, void *user) {
    xmlSchemaSetParserStructuredErrors(c, (xmlStructuredErrorFunc)fn, user);
}
static inline void vf_schema_on_error(xmlSchemaValidCtxtPtr c, vf_error_fn fn, void *user) {
    xmlSchemaSetValidStructuredErrors(c, (xmlStructuredErrorFunc)fn, user);
}

/* The generic channel prints to stderr by default, is kept per thread, and is variadic:
   a Swift closure cannot be one. */
static void vf_silent(void *user, const char *format, ...) { (void)user; (void)format; }
static inline void vf_silence_generic_errors(void) {
    xmlThrDefSetGenericErrorFunc(NULL, vf_silent); /* threads that come later */
    xmlSetGenericErrorFunc(NULL, vf_silent);       /* this thread */
}

/* No entity, DTD or schema is ever loaded from a file or the network. Process-wide. */
static xmlParserInputPtr vf_load_nothing(const char *url, const char *id, xmlParserCtxtPtr c) {
    (void)url; (void)id; (void)c; return NULL;
}
static inline void vf_forbid_loading(void) { xmlSetExternalEntityLoader(vf_load_nothing); }

/* The macro constants for a document tree; XML_PARSE_NO_XXE exists from 2.13 on. */
static inline int vf_tree_options(void) {
    int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES;
#if LIBXML_VERSION >= 21300
    options |= XML_PARSE_NO_XXE;
#endif
    return options;
}
#endif
