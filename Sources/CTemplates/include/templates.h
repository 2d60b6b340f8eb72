#ifndef VF_TEMPLATES_H
#define VF_TEMPLATES_H

/* The files of the top-level folder Templates/. An array of unknown bound does not reach Swift,
   hence the functions. */
#define VF_ASSET(name)                                                   \
    extern const unsigned char vf_##name[];                              \
    extern const unsigned long vf_##name##_count;                        \
    static inline const unsigned char *vf_##name##_bytes(void) { return vf_##name; }

VF_ASSET(report_html)
VF_ASSET(style_css)
VF_ASSET(report_xsd)
VF_ASSET(comparison_html)
VF_ASSET(comparison_xsd)
VF_ASSET(fleet_html)
VF_ASSET(fleet_xsd)
VF_ASSET(policy_schema_json)

#endif
