//! What a node offers.

use super::Offering;
use crate::commands::lease::{class_of, name_of};
use crate::context::Context;
use crate::failure::Failure;
use gridshare_sdk::words::count;
use interfaces::market::OfferTerms;
use shared::NodeId;

/// Makes or changes an offer.
///
/// # Errors
/// When there is no such class, or the market or the chain refuses.
pub fn offer(ctx: &mut Context, offer: &Offering) -> anyhow::Result<()> {
    let Offering { node, capacity, burst, price, .. } = offer;
    let (class_id, class) = class_of(ctx, &offer.class)?;
    if (capacity.0, burst.0) == (0, 0) {
        let next =
            format!("to take the offer back: `gridshare node withdraw-offer {node} --class {class_id}`");
        return Err(Failure::usage("an offer of nothing", next).into());
    }
    let burst_text =
        if burst.0 > 0 { format!(" (and {} more in need)", count(burst.0)) } else { String::new() };
    let what = format!(
        "offer {} units{burst_text} of {} on node {node} at {} each",
        count(capacity.0),
        name_of(&class),
        ctx.tokens(price.0)
    );
    let terms = OfferTerms { capacity: capacity.0, burst: burst.0, price: price.0 };
    let message = ctx.suite().market().set_offer(*node, class_id, terms);
    ctx.send(what, message)?;
    Ok(())
}

/// Withdraws an offer.
///
/// # Errors
/// When there is no such class, or the market or the chain refuses.
pub fn withdraw(ctx: &mut Context, node: NodeId, class: &str) -> anyhow::Result<()> {
    let (class_id, class) = class_of(ctx, class)?;
    let Some(offer) = ctx.view(ctx.suite().market().offer(node, class_id))? else {
        let next = format!("see what it offers: `gridshare node show {node}`");
        return Err(Failure::refused(format!("node {node} does not offer {}", name_of(&class)), next).into());
    };
    let terms = OfferTerms { capacity: 0, burst: 0, price: offer.price };
    let message = ctx.suite().market().set_offer(node, class_id, terms);
    ctx.send(format!("withdraw node {node}'s offer of {}", name_of(&class)), message)?;
    Ok(())
}

/// Takes what is not leased out of an offer.
///
/// # Errors
/// When there is no such class, or the market or the chain refuses.
pub fn delist(ctx: &mut Context, node: NodeId, class: &str) -> anyhow::Result<()> {
    let (class_id, class) = class_of(ctx, class)?;
    let message = ctx.suite().market().delist_offer(node, class_id);
    ctx.send(format!("take what is not leased out of node {node}'s offer of {}", name_of(&class)), message)?;
    Ok(())
}
