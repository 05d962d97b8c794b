//! Nodes of the network, and what one of them is.

use super::{land, liveness, record, Listing};
use crate::commands::lease::{all_classes, name_of};
use crate::context::Context;
use crate::output::{list as rows_of, table, Answer};
use crate::show::{foreign, painted_status, short, status, when};
use gridshare_sdk::chain::hex;
use gridshare_sdk::words::{count, grid, show_cell};
use interfaces::market::Offer;
use interfaces::registry::{NodeStatus, MAX_VIEW};
use serde_json::{json, Value};
use shared::{ClassId, NodeId};

/// Lists nodes.
///
/// # Errors
/// When nobody has the owner's name, or the chain cannot be asked.
pub fn list(ctx: &mut Context, listing: &Listing) -> anyhow::Result<()> {
    let registry = ctx.suite().registry();
    let owner = listing.owner.as_deref().map(|owner| ctx.account(owner)).transpose()?;
    let wanted = listing.status.map(NodeStatus::from);
    let country = listing.country.map(|country| country.0);
    let (mut rows, mut nodes, mut from) = (Vec::new(), Vec::new(), listing.start);
    let total = ctx.view(registry.node_count())?;
    'pages: while from < total {
        let page = ctx.view(registry.nodes(from, MAX_VIEW))?;
        if page.is_empty() {
            break;
        }
        for (node, found, stands) in page {
            if rows.len() >= listing.limit as usize {
                break 'pages;
            }
            from = node.saturating_add(1);
            let fits = wanted.is_none_or(|wanted| wanted == stands)
                && country.is_none_or(|country| country == found.country)
                && owner.is_none_or(|owner| owner == found.owner);
            if !fits {
                continue;
            }
            let stake = liveness(ctx, node)?.stake;
            rows.push([
                node.to_string(),
                short(ctx, &found.owner),
                format!("{} {}", land(found.country), show_cell(found.cell)),
                painted_status(stands),
                grid(stake),
            ]);
            nodes.push(json!({
                "node": node,
                "owner": ctx.namer().address(&found.owner),
                "country": found.country,
                "cell": show_cell(found.cell),
                "status": status(stands),
                "stake": stake.to_string(),
                "registered_at": found.registered_at,
                "metadata": String::from_utf8_lossy(&found.metadata),
            }));
        }
    }
    let more = from < total;
    let mut text = match rows.is_empty() {
        true => "no such nodes".to_owned(),
        false => table(["node", "owner", "place", "status", ">stake"], rows),
    };
    if more {
        text += &format!("\n\nmore: add --start {from}");
    }
    ctx.print(&Answer::new(text, json!({ "nodes": nodes, "total": total, "next": more.then_some(from) })))
}

/// An offer, with its class and the name of that.
pub struct Offered {
    /// The class's number.
    pub class_id: ClassId,
    /// The class's name.
    pub class: String,
    /// The offer.
    pub offer: Offer,
}

impl Offered {
    /// Returns it for programs.
    pub fn json(&self) -> Value {
        json!({
            "class": self.class_id,
            "name": self.class,
            "capacity": self.offer.capacity.to_string(),
            "burst": self.offer.burst.to_string(),
            "committed": self.offer.committed.to_string(),
            "price": self.offer.price.to_string(),
        })
    }
}

/// Reads what a node offers.
///
/// # Errors
/// When the chain cannot be asked.
pub fn offers_of(ctx: &mut Context, node: NodeId) -> anyhow::Result<Vec<Offered>> {
    let market = ctx.suite().market();
    let mut offers = Vec::new();
    let classes = ctx.view(market.classes_of(node))?;
    if classes.is_empty() {
        return Ok(offers);
    }
    let names = all_classes(ctx)?;
    for class_id in classes {
        let Some(offer) = ctx.view(market.offer(node, class_id))? else { continue };
        let name = names.iter().find(|(id, _)| *id == class_id).map(|(_, class)| name_of(class));
        offers.push(Offered { class_id, class: name.unwrap_or_default(), offer });
    }
    Ok(offers)
}

/// Draws what a node offers as a table; nothing if it offers nothing.
pub fn offers_table(ctx: &Context, offers: &[Offered]) -> Option<String> {
    let rows = offers.iter().map(|offered| {
        let Offer { capacity, burst, committed, price, .. } = offered.offer;
        let burst = if burst > 0 { format!(" + {}", count(burst)) } else { String::new() };
        [
            format!("{} {}", offered.class_id, foreign(offered.class.as_bytes())),
            format!("{} of {}{burst}", count(committed), count(capacity)),
            ctx.tokens(price),
        ]
    });
    (!offers.is_empty()).then(|| table(["class", ">leased", ">price of a unit"], rows))
}

/// Shows what a node is.
///
/// # Errors
/// When there is no such node, or the chain cannot be asked.
pub fn show(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let now = ctx.now()?;
    let (found, liveness) = (record(ctx, node)?, liveness(ctx, node)?);
    let identity = ctx.ask(ctx.suite().registry().identity(node))?;
    let offers = offers_of(ctx, node)?;
    let pending = ctx.view(ctx.suite().staking().pending_node_owner(node))?;
    let mut rows = vec![
        ("node", format!("{node}, {}", painted_status(identity.status))),
        ("owner", ctx.namer().account(&found.owner)),
        ("controller", ctx.namer().account(&liveness.controller)),
        ("device key", format!("0x{}", hex(&liveness.device_key))),
        ("place", format!("{}, cell {}", land(found.country), show_cell(found.cell))),
        ("registered", when(found.registered_at, now)),
        ("metadata", if found.metadata.is_empty() { "none".to_owned() } else { foreign(&found.metadata) }),
    ];
    if let Some(to) = &pending {
        rows.push(("offered to", ctx.namer().account(to)));
    }
    let mut text = rows_of(rows);
    text += &match offers_table(ctx, &offers) {
        Some(table) => format!("\n\n{table}"),
        None => "\n\nit offers nothing".to_owned(),
    };
    let json = json!({
        "node": node,
        "status": status(identity.status),
        "in_service": identity.in_service,
        "owner": ctx.namer().address(&found.owner),
        "controller": ctx.namer().address(&liveness.controller),
        "device_key": format!("0x{}", hex(&liveness.device_key)),
        "key_generation": liveness.generation,
        "country": found.country,
        "cell": show_cell(found.cell),
        "registered_at": found.registered_at,
        "metadata": String::from_utf8_lossy(&found.metadata),
        "offered_to": pending.as_ref().map(|account| ctx.namer().address(account)),
        "offers": offers.iter().map(Offered::json).collect::<Vec<_>>(),
    });
    ctx.print(&Answer::new(text, json))
}
