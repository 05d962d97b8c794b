//! Candidates for a lease as tables and JSON.

use super::{fact, name, search, Found, Wanted};
use crate::context::Context;
use crate::output::{paint, table, Answer, Colour};
use crate::show::status;
use gridshare_sdk::words::{count, part, show_cell, show_country};
use interfaces::attestations::Kind;
use serde_json::{json, Value};
use shared::{Bps, Epoch};

/// Shows candidates and the others.
///
/// # Errors
/// When the chain cannot be asked, or there is no such class.
pub fn run(ctx: &mut Context, wanted: &Wanted) -> anyhow::Result<()> {
    let search = search(ctx, wanted, &[])?;
    let epoch = ctx.epoch()?;
    let mut text = vec![match search.fit.len() {
        0 => "No node fits.".to_owned(),
        _ => table_of_fit(ctx, &search.fit, epoch),
    }];
    if !search.others.is_empty() {
        text.push(paint("Others that offer the class:", Colour::Grey));
        let row = |(found, why): &(Found, Vec<String>)| [found.node.to_string(), why.join(", ")];
        text.push(table([">node", "why it does not fit"], search.others.iter().map(row)));
    }
    if search.not_offering > 0 {
        let says = format!("{} nodes do not offer the class.", count(search.not_offering as u64));
        text.push(paint(&says, Colour::Grey));
    }
    let fit: Vec<Value> = search.fit.iter().map(|found| in_json(found, epoch)).collect();
    let other = |(found, why): &(Found, Vec<String>)| {
        let mut value = in_json(found, epoch);
        value["why"] = json!(why);
        value
    };
    let others: Vec<Value> = search.others.iter().map(other).collect();
    let json = json!({
        "class": search.class_id,
        "units": wanted.units.0.to_string(),
        "fit": fit,
        "others": others,
        "not_offering": search.not_offering,
    });
    ctx.print(&Answer::new(text.join("\n\n"), json))
}

fn table_of_fit(ctx: &Context, fit: &[Found], epoch: Epoch) -> String {
    let row = |found: &Found| {
        [
            found.node.to_string(),
            found.price.map(|price| ctx.tokens(price)).unwrap_or_default(),
            count(found.offer.capacity.saturating_sub(found.offer.committed)),
            show_country(found.offer.country),
            ctx.tokens(found.stake),
            attested(found, epoch),
        ]
    };
    table([">node", ">price of a unit", ">left", "in", ">stake", "attested"], fit.iter().map(row))
}

/// Says what is attested of a node.
fn attested(found: &Found, epoch: Epoch) -> String {
    let shown = Kind::ALL.into_iter().filter_map(|kind| {
        let value: Bps = fact(&found.attested, kind, epoch)?;
        Some(match kind {
            Kind::Renewable => format!("{} renewable", part(value)),
            _ => name(kind).to_owned(),
        })
    });
    shown.collect::<Vec<_>>().join(", ")
}

fn in_json(found: &Found, epoch: Epoch) -> Value {
    let facts: serde_json::Map<String, Value> = Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            Some((format!("{kind:?}").to_lowercase(), json!(fact(&found.attested, kind, epoch)?)))
        })
        .collect();
    json!({
        "node": found.node,
        "status": status(found.status),
        "price": found.price.map(|price| price.to_string()),
        "listed_price": found.offer.price.to_string(),
        "capacity": found.offer.capacity.to_string(),
        "burst": found.offer.burst.to_string(),
        "committed": found.offer.committed.to_string(),
        "country": found.offer.country,
        "zone": show_cell(found.offer.zone),
        "stake": found.stake.to_string(),
        "attested": facts,
    })
}
