//! What an owner does to its node.

use super::next::typed;
use super::{liveness, Registering};
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::show::{next_text, Next};
use gridshare_sdk::words;
use interfaces::registry::Registration;
use shared::{NodeId, PublicKey};

/// Registers a node, and says what makes it count.
///
/// # Errors
/// When a value cannot be read, or the registry or the chain refuses.
pub fn register(ctx: &mut Context, new: &Registering) -> anyhow::Result<()> {
    let owner = ctx.from()?;
    let cell = words::parse_cell(&new.cell, new.resolution);
    let cell =
        cell.map_err(|error| Failure::usage(error.to_string(), "give --cell LAT,LNG or an H3 cell"))?;
    let registration = Registration {
        controller: ctx.account_or_from(new.controller.as_deref())?,
        device_key: match &new.device_key {
            Some(key) => device_key(ctx, key)?,
            None => *owner.as_ref(),
        },
        cell,
        country: new.country.0,
        metadata: new.metadata.clone().into_bytes(),
    };
    let place = format!("{}, {}", words::show_cell(cell), words::show_country(new.country.0));
    let message = ctx.suite().registry().register(registration);
    let Some(done) = ctx.send(format!("register a node at {place}"), message)? else { return Ok(()) };
    let node: NodeId = done.value()?;
    if !ctx.global.is_json() {
        let least = ctx.view(ctx.suite().staking().params())?.min_owner_bond;
        let says = format!(
            "node {node} counts from the epoch after its owner bonded at least {}",
            ctx.tokens(least)
        );
        let bond = Next::command(says, format!("gridshare stake bond {node} {}", typed(least)));
        output::print(&next_text(&[bond]))?;
    }
    Ok(())
}

/// Reads a device key: an account's, or `0x` and 64 digits.
fn device_key(ctx: &Context, text: &str) -> Result<PublicKey, Failure> {
    Ok(*ctx.account(text)?.as_ref())
}

/// Replaces keys; those that are not given stay as they are.
///
/// # Errors
/// When there is no such node, or the registry or the chain refuses.
pub fn keys(
    ctx: &mut Context,
    node: NodeId,
    controller: Option<&str>,
    device: Option<&str>,
) -> anyhow::Result<()> {
    let now = liveness(ctx, node)?;
    let new_controller = controller.map(|account| ctx.account(account)).transpose()?;
    let new_device_key = device.map(|key| device_key(ctx, key)).transpose()?;
    let mut changes = Vec::new();
    if let Some(controller) = &new_controller {
        changes.push(format!("controller {}", ctx.namer().account(controller)));
    }
    if let Some(key) = &new_device_key {
        changes.push(format!("device key 0x{}", gridshare_sdk::chain::hex(key)));
    }
    let what = format!("give node {node} the {}", changes.join(" and the "));
    let (controller, key) =
        (new_controller.unwrap_or(now.controller), new_device_key.unwrap_or(now.device_key));
    let message = ctx.suite().registry().set_keys(node, controller, key);
    ctx.send(what, message)?;
    Ok(())
}

/// Replaces the metadata.
///
/// # Errors
/// When the registry or the chain refuses.
pub fn metadata(ctx: &mut Context, node: NodeId, text: &str) -> anyhow::Result<()> {
    let message = ctx.suite().registry().set_metadata(node, text.as_bytes().to_vec());
    ctx.send(format!("have node {node} say: {text}"), message)?;
    Ok(())
}

/// Offers a node to another account.
///
/// # Errors
/// When staking or the chain refuses.
pub fn hand_over(ctx: &mut Context, node: NodeId, to: &str) -> anyhow::Result<()> {
    let (from, to) = (ctx.from()?, ctx.account(to)?);
    let what = match to == from {
        true => format!("keep node {node}: withdraw the offer to hand it over"),
        false => {
            format!("offer node {node}, its earnings and your stake in it to {}", ctx.namer().account(&to))
        }
    };
    let message = ctx.suite().staking().propose_node_transfer(node, to);
    ctx.send(what, message)?;
    Ok(())
}

/// Accepts a node.
///
/// # Errors
/// When staking or the chain refuses.
pub fn take_over(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let message = ctx.suite().staking().accept_node_transfer(node);
    ctx.send(format!("take node {node} over"), message)?;
    Ok(())
}

/// Lets a node out of jail.
///
/// # Errors
/// When staking or the chain refuses.
pub fn unjail(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let message = ctx.suite().staking().unjail(node);
    ctx.send(format!("let node {node} out of jail"), message)?;
    Ok(())
}

/// Retires a node.
///
/// # Errors
/// When the market or the chain refuses.
pub fn retire(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let message = ctx.suite().market().retire(node);
    ctx.send(format!("take node {node} out of service for ever"), message)?;
    Ok(())
}
