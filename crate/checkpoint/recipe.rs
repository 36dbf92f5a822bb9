//! What was merged and how, in the YAML of common merge programs.

use serde_json::json;

use super::Merge;
use crate::methods::merge::Method;

/// The recipe of a merge: `merge_method`, `base_model`, `models` with their weights, and the
/// parameters that have an effect. Names are quoted as in JSON, whose strings are strings of YAML
/// too. Comments say what mergekit does not know.
pub fn recipe(spec: &Merge, base: Option<&str>, models: &[&str]) -> String {
    let base = base.map_or_else(String::new, |base| format!("base_model: {}\n", json!(base)));
    let weights = spec.weights(models.len());
    let models = models.iter().zip(weights).map(|(model, weight)| {
        let model = json!(model);
        format!("  - model: {model}\n    parameters:\n      weight: {weight}\n")
    });
    let parameters: String = spec
        .parameters()
        .into_iter()
        .map(|(name, value)| format!("  {name}: {value}\n"))
        .collect();
    let heading = if parameters.is_empty() {
        ""
    } else {
        "parameters:\n"
    };
    let fisher = match spec.method {
        Method::Fisher { .. } => "# mergekit has no method fisher; soupcon merge has.\n",
        _ => "",
    };
    let whole = match spec.whole {
        true => {
            "# mergekit has no parameter whole, it takes each tensor for itself; soupcon merge has.\n"
        }
        false => "",
    };
    format!(
        "{fisher}{whole}merge_method: {}\n{base}models:\n{}{heading}{parameters}",
        spec.name(),
        models.collect::<String>()
    )
}
