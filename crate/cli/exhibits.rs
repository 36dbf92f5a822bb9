//! `soupcon exhibits`: which papers can be run, and what can be set.

use std::error::Error;

use soupcon::exhibits::{all, named};

/// Lists the exhibits, or the settings of one.
#[derive(clap::Args)]
pub struct Exhibits {
    /// An exhibit whose settings and claims are listed
    exhibit: Option<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl Exhibits {
    /// Prints the list.
    pub fn run(&self) -> Result<(), Box<dyn Error>> {
        let chosen = match &self.exhibit {
            Some(slug) => std::slice::from_ref(named(slug)?),
            None => all(),
        };
        if self.json {
            let all: Vec<_> = chosen
                .iter()
                .map(|e| {
                    serde_json::json!({"card": e.card, "controls": e.controls, "claims": e.claims})
                })
                .collect();
            println!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(());
        }
        for exhibit in chosen {
            let (card, paper) = (exhibit.card, exhibit.card.paper);
            println!("{}  {}", card.slug, card.question);
            println!(
                "    {} ({}, arXiv {})",
                paper.title, paper.year, paper.arxiv
            );
            if self.exhibit.is_none() {
                continue;
            }
            println!("settings:");
            for control in exhibit.controls {
                let words: Vec<&str> = control.options.iter().map(|o| o.id).collect();
                let range = match control.range {
                    Some([low, high]) => format!("{low} to {high}"),
                    None if words.is_empty() => "true, false".into(),
                    None => words.join(", "),
                };
                let (name, label, at) = (control.name, control.label, control.default);
                println!("    {name}={at}  {label}: {range}");
            }
            println!("claims:");
            for claim in exhibit.claims {
                println!("    {}  {}", claim.id, claim.says);
            }
        }
        Ok(())
    }
}
