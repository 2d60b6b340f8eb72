#include "templates.h"

/* #embed is C23; clang takes it in every C. The compiler notes the files as dependencies: a
   changed template rebuilds this file. `suffix(, 0)` lets an empty file compile. */
#pragma clang diagnostic ignored "-Wc23-extensions"

const unsigned char vf_report_html[] = {
#embed "../../Templates/report.html" suffix(, 0)
};
const unsigned long vf_report_html_count = sizeof vf_report_html - 1;

const unsigned char vf_style_css[] = {
#embed "../../Templates/style.css" suffix(, 0)
};
const unsigned long vf_style_css_count = sizeof vf_style_css - 1;

const unsigned char vf_report_xsd[] = {
#embed "../../Templates/report.xsd" suffix(, 0)
};
const unsigned long vf_report_xsd_count = sizeof vf_report_xsd - 1;

const unsigned char vf_comparison_html[] = {
#embed "../../Templates/comparison.html" suffix(, 0)
};
const unsigned long vf_comparison_html_count = sizeof vf_comparison_html - 1;

const unsigned char vf_comparison_xsd[] = {
#embed "../../Templates/comparison.xsd" suffix(, 0)
};
const unsigned long vf_comparison_xsd_count = sizeof vf_comparison_xsd - 1;

const unsigned char vf_fleet_html[] = {
#embed "../../Templates/fleet.html" suffix(, 0)
};
const unsigned long vf_fleet_html_count = sizeof vf_fleet_html - 1;

const unsigned char vf_fleet_xsd[] = {
#embed "../../Templates/fleet.xsd" suffix(, 0)
};
const unsigned long vf_fleet_xsd_count = sizeof vf_fleet_xsd - 1;

const unsigned char vf_policy_schema_json[] = {
#embed "../../Templates/policy.schema.json" suffix(, 0)
};
const unsigned long vf_policy_schema_json_count = sizeof vf_policy_schema_json - 1;
