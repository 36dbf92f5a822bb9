//! What was merged and how, in the YAML of common merge programs.

use super::Merge;

/// The recipe of a merge: `merge_method`, `base_model`, `models` with their weights, and the
/// parameters that have an effect. Names are quoted.
pub fn recipe(spec: &Merge, base: Option<&str>, models: &[&str]) -> String {
    let base = base.map_or_else(String::new, |base| format!("base_model: {base:?}\n"));
    let weights = spec.weights(models.len());
    let models = models.iter().zip(weights).map(|(model, weight)| {
        format!("  - model: {model:?}\n    parameters:\n      weight: {weight}\n")
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
    format!(
        "merge_method: {}\n{base}models:\n{}{heading}{parameters}",
        spec.name(),
        models.collect::<String>()
    )
}
