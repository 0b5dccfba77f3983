//! Every parameter in its group, as tables: the list beside a panel.

use maud::{Markup, html};

use super::PanelInput;
use crate::report::ParamValue;

pub(super) fn draw(input: &PanelInput<'_>) -> Markup {
    let mut groups: Vec<(&str, Vec<&ParamValue>)> = Vec::new();
    for param in &input.entry.parameters {
        match groups.iter_mut().find(|(name, _)| *name == param.group) {
            Some((_, members)) => members.push(param),
            None => groups.push((&param.group, vec![param])),
        }
    }
    html! {
        div.param-groups {
            @for (name, params) in groups {
                table {
                    caption { (if name.is_empty() { "parameters" } else { name }) }
                    tbody {
                        @for param in params {
                            tr {
                                th scope="row" { (param.name) }
                                td.meter-cell { span.mini style=(format!("--v:{:.3}", param.norm)) {} }
                                td { (param.text) }
                            }
                        }
                    }
                }
            }
        }
    }
}
