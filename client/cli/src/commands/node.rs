//! Nodes: register, keys, offers, maintenance, status.
//!
//! - `owner`: what an owner does to its node; `offers`: what it offers; `maintenance`: windows of silence;
//!   `liveness`: heartbeats; `attested`: what is attested of it; `earnings`: what it earned of leases;
//! - `list`: nodes of the network; `status`: one node on one screen, of `facts`, drawn with `strip`, and what to do
//!   `next`.

mod attested;
mod earnings;
mod facts;
mod list;
mod liveness;
mod maintenance;
mod next;
mod offers;
mod owner;
mod status;
mod strip;

use crate::context::Context;
use crate::failure::Failure;
use crate::values::{Land, Tokens, UnitCount};
use clap::{Args, Subcommand, ValueEnum};
use interfaces::registry::{Liveness, NodeStatus};
use shared::{Country, NodeId};

/// Nodes.
#[derive(Subcommand)]
pub enum Node {
    /// Registers a node that the acting account owns
    #[command(after_help = "Example:\n  gridshare node register --cell 52.52,13.40 --country DE --from ops")]
    Register(Registering),
    /// Replaces a node's controller, which sends heartbeats, and its device key; what is not named stays
    Keys {
        /// The node
        node: NodeId,
        /// The account that sends heartbeats
        #[arg(long, value_name = "ACCOUNT", required_unless_present = "device_key")]
        controller: Option<String>,
        /// The key of the machine itself: an account, or 0x and 64 digits
        #[arg(long, value_name = "KEY")]
        device_key: Option<String>,
    },
    /// Replaces the text that says where to find out more
    Metadata {
        /// The node
        node: NodeId,
        /// The text, at most 128 bytes
        text: String,
    },
    /// Offers capacity of a class, or changes the offer; running leases keep their price
    #[command(
        after_help = "Example:\n  gridshare node offer 3 --class \"GPU hour\" --capacity 100 --price 0.35"
    )]
    Offer(Offering),
    /// Withdraws an offer; no unit of it may be leased
    WithdrawOffer {
        /// The node
        node: NodeId,
        /// The class, by number or name
        #[arg(long)]
        class: String,
    },
    /// Takes what is not leased out of the offer of a node that is not in service; anyone may
    Delist {
        /// The node
        node: NodeId,
        /// The class, by number or name
        #[arg(long)]
        class: String,
    },
    /// Maintenance: windows in which a node's silence is excused
    #[command(subcommand)]
    Maintenance(maintenance::Maintenance),
    /// Sends the heartbeat of nodes whose controller acts; once in every slot
    Heartbeat {
        /// The nodes, at most 256
        #[arg(required = true, num_args = 1..)]
        nodes: Vec<NodeId>,
    },
    /// Shows what is attested of a node, and by how much it raises its weight
    Attestations {
        /// The node
        node: NodeId,
    },
    /// Has a node's boost computed again, after an attestation expired or a parameter changed; anyone may
    Refresh {
        /// The node
        node: NodeId,
    },
    /// Shows what a node earned of leases, and what its leases still hold
    Earnings {
        /// The node
        node: NodeId,
    },
    /// Pays a node's earnings out to its owner; anyone may
    Collect {
        /// The node
        node: NodeId,
    },
    /// Offers a node to another account, with its earnings, its pool and the owner's stake in it
    HandOver {
        /// The node
        node: NodeId,
        /// To whom; oneself to withdraw the offer
        #[arg(long, value_name = "ACCOUNT")]
        to: String,
    },
    /// Accepts a node that was offered
    TakeOver {
        /// The node
        node: NodeId,
    },
    /// Lets a node out of jail whose sentence is over
    Unjail {
        /// The node
        node: NodeId,
    },
    /// Takes a node out of service for ever; its earnings, rewards and stake stay
    Retire {
        /// The node
        node: NodeId,
    },
    /// Lists nodes
    #[command(after_help = "Example:\n  gridshare node list --status active --country DE")]
    List(Listing),
    /// Shows what a node is: owner, keys, place, offers
    Show {
        /// The node
        node: NodeId,
    },
    /// Shows how a node stands, on one screen, and what to do next
    Status {
        /// The node
        node: NodeId,
    },
}

/// What an owner says of a new node.
#[derive(Args)]
pub struct Registering {
    /// Where it is: LAT,LNG in degrees, or an H3 cell of resolution 2 to 7 in hexadecimal
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    cell: String,
    /// How finely everybody is told LAT,LNG: from 2, a part of a country, to 7, a part of a town
    #[arg(long, value_name = "2..7", default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=7))]
    resolution: u8,
    /// In which country, such as DE or 276
    #[arg(long)]
    country: Land,
    /// The account that sends heartbeats; without it, the owner
    #[arg(long, value_name = "ACCOUNT")]
    controller: Option<String>,
    /// The key of the machine itself, an account or 0x and 64 digits; without it, the owner's
    #[arg(long, value_name = "KEY")]
    device_key: Option<String>,
    /// Where to find out more, at most 128 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    metadata: String,
}

/// What a node offers of a class.
#[derive(Args)]
pub struct Offering {
    /// The node
    node: NodeId,
    /// The class, by number or name
    #[arg(long)]
    class: String,
    /// How many units can be leased at any time
    #[arg(long, value_name = "UNITS")]
    capacity: UnitCount,
    /// How many more while its zone is past the kink
    #[arg(long, value_name = "UNITS", default_value = "0")]
    burst: UnitCount,
    /// Tokens for one unit, such as 0.35, before the zone's multiplier
    #[arg(long, value_name = "AMOUNT")]
    price: Tokens,
}

/// Which nodes to list.
#[derive(Args)]
pub struct Listing {
    /// Only those that stand like this
    #[arg(long)]
    status: Option<Status>,
    /// Only those of this country, such as DE or 276
    #[arg(long)]
    country: Option<Land>,
    /// Only those of this owner
    #[arg(long, value_name = "ACCOUNT")]
    owner: Option<String>,
    /// The first node
    #[arg(long, value_name = "NODE", default_value_t = 0)]
    start: NodeId,
    /// How many nodes to list at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

/// How a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Status {
    /// It can be leased
    Active,
    /// In a maintenance window
    Maintenance,
    /// Silent for too long
    Offline,
    /// Its pool does not hold what a node needs
    Unbonded,
    /// Jailed for a fault
    Jailed,
    /// Out of service for ever
    Retired,
}

impl From<Status> for NodeStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Maintenance => Self::Maintenance,
            Status::Offline => Self::Offline,
            Status::Unbonded => Self::Unbonded,
            Status::Jailed => Self::Jailed,
            Status::Retired => Self::Retired,
        }
    }
}

impl Node {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When a contract or the chain refuses.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        match self {
            Self::Register(new) => owner::register(ctx, &new),
            Self::Keys { node, controller, device_key } => {
                owner::keys(ctx, node, controller.as_deref(), device_key.as_deref())
            }
            Self::Metadata { node, text } => owner::metadata(ctx, node, &text),
            Self::HandOver { node, to } => owner::hand_over(ctx, node, &to),
            Self::TakeOver { node } => owner::take_over(ctx, node),
            Self::Unjail { node } => owner::unjail(ctx, node),
            Self::Retire { node } => owner::retire(ctx, node),
            Self::Offer(offer) => offers::offer(ctx, &offer),
            Self::WithdrawOffer { node, class } => offers::withdraw(ctx, node, &class),
            Self::Delist { node, class } => offers::delist(ctx, node, &class),
            Self::Maintenance(verb) => verb.run(ctx),
            Self::Heartbeat { nodes } => liveness::heartbeat(ctx, nodes),
            Self::Attestations { node } => attested::show(ctx, node),
            Self::Refresh { node } => attested::refresh(ctx, node),
            Self::Earnings { node } => earnings::show(ctx, node),
            Self::Collect { node } => earnings::collect(ctx, node),
            Self::List(listing) => list::list(ctx, &listing),
            Self::Show { node } => list::show(ctx, node),
            Self::Status { node } => status::show(ctx, node),
        }
    }
}

/// Reads a node's liveness.
///
/// # Errors
/// When there is no such node, or the chain cannot be asked.
pub fn liveness(ctx: &mut Context, node: NodeId) -> anyhow::Result<Liveness> {
    let found = ctx.view(ctx.suite().registry().liveness(node))?;
    found.ok_or_else(|| unknown(node).into())
}

/// Reads a node's record.
///
/// # Errors
/// When there is no such node, or the chain cannot be asked.
pub fn record(ctx: &mut Context, node: NodeId) -> anyhow::Result<interfaces::registry::Node> {
    let found = ctx.view(ctx.suite().registry().node(node))?;
    found.ok_or_else(|| unknown(node).into())
}

/// What to say of a node that there is not.
fn unknown(node: NodeId) -> Failure {
    Failure::refused(
        format!("there is no node {node}"),
        "see which there are: `gridshare node list`".to_owned(),
    )
}

/// Shows a country.
fn land(country: Country) -> String {
    gridshare_sdk::words::show_country(country)
}
