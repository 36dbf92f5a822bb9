//! The project's own commands.
mod data;

fn main() -> anyhow::Result<()> {
    data::prepare(std::path::Path::new("."))
}
