//! Every message that changes state, and who may call it.

/// Who may call a message.
pub enum Who {
    /// An account with that right: all others are refused with one of these errors, whatever they ask for.
    Only(&'static [&'static str]),
    /// Anybody; it takes nothing from anybody else.
    Anyone,
}

/// Every message that changes state, and who may call it.
pub const CALLERS: &[(&str, &[(&str, Who)])] = &[
    (
        "token",
        &[
            // One's own tokens and allowances.
            ("PSP22::transfer", Who::Anyone),
            ("PSP22::transfer_from", Who::Anyone),
            ("PSP22::approve", Who::Anyone),
            ("PSP22::increase_allowance", Who::Anyone),
            ("PSP22::decrease_allowance", Who::Anyone),
            ("PSP22Burnable::burn", Who::Anyone),
            ("Token::set_minter", OWNER),
            ("Token::mint_to", Who::Only(&["NotMinter"])),
            ("Ownable::transfer_ownership", OWNER),
            ("Ownable::accept_ownership", PENDING),
        ],
    ),
    (
        "registry",
        &[
            ("Registry::wire", OWNER),
            ("Registry::set_params", OWNER),
            ("Registry::register", Who::Anyone),
            ("Registry::set_keys", NODE_OWNER),
            ("Registry::set_metadata", NODE_OWNER),
            ("Registry::announce_maintenance", NODE_OWNER),
            ("Registry::extend_maintenance", NODE_OWNER),
            ("Registry::cancel_maintenance", NODE_OWNER),
            ("Registry::heartbeat", Who::Only(&["ZeroAmount", "UnknownNode", "NotController"])),
            // What devices signed.
            ("Registry::submit_beats", Who::Anyone),
            ("Registry::note_stake", PEER),
            ("Registry::set_node_owner", PEER),
            ("Registry::note_retired", PEER),
            ("Registry::note_attested", PEER),
            ("Registry::take_credit", PEER),
            ("Ownable::transfer_ownership", OWNER),
            ("Ownable::accept_ownership", PENDING),
        ],
    ),
    (
        "market",
        &[
            ("Market::wire", OWNER),
            ("Market::set_params", OWNER),
            ("Market::register_class", OWNER),
            ("Market::set_offer", NODE_OWNER),
            ("Market::retire", NODE_OWNER),
            // Of a node that is not in service.
            ("Market::delist_offer", Who::Anyone),
            ("Market::reserve", PEER),
            ("Market::release", PEER),
            ("Ownable::transfer_ownership", OWNER),
            ("Ownable::accept_ownership", PENDING),
        ],
    ),
    (
        "attestations",
        &[
            ("Attestations::set_params", OWNER),
            ("Attestations::set_attester", OWNER),
            ("Attestations::set_region", OWNER),
            ("Attestations::attest", Who::Only(&["NotAttester"])),
            ("Attestations::revoke", Who::Only(&["UnknownAttestation", "NotAttester"])),
            // From what is attested.
            ("Attestations::refresh", Who::Anyone),
            ("Ownable::transfer_ownership", OWNER),
            ("Ownable::accept_ownership", PENDING),
        ],
    ),
    (
        "staking",
        &[
            ("Staking::wire", OWNER),
            ("Staking::set_params", OWNER),
            ("Staking::set_slasher", OWNER),
            // With one's own tokens.
            ("Staking::bond", Who::Anyone),
            ("Staking::bond_for", Who::Anyone),
            ("Staking::unbond", Who::Only(&["NoPool", "NoPosition"])),
            ("Staking::cancel_unbond", Who::Only(&["NoPool", "NoPosition"])),
            ("Staking::withdraw", Who::Only(&["NoPool", "NoPosition"])),
            ("Staking::rebond", Who::Only(&["InvalidPools", "NoPool", "NoPosition"])),
            ("Staking::claim_payout", Who::Only(&["NothingToClaim"])),
            ("Staking::sync", Who::Anyone),
            ("Staking::set_commission", Who::Only(&["NoPool", "NotNodeOwner"])),
            ("Staking::set_terms", Who::Only(&["NoPool", "NotNodeOwner"])),
            ("Staking::propose_node_transfer", NODE_OWNER),
            // Whom it was offered to.
            ("Staking::accept_node_transfer", Who::Only(&["NotNodeOwner"])),
            ("Staking::unjail", Who::Only(&["NoPool", "NotNodeOwner"])),
            ("Staking::slash", Who::Only(&["NotSlasher"])),
            ("Staking::deposit_rewards", PEER),
            ("Ownable::transfer_ownership", OWNER),
            ("Ownable::accept_ownership", PENDING),
        ],
    ),
    (
        "metering",
        &[
            ("Metering::wire", OWNER),
            ("Metering::set_params", OWNER),
            // With one's own tokens.
            ("Metering::deposit", Who::Anyone),
            ("Metering::withdraw", Who::Only(&["ZeroAmount", "InsufficientBalance"])),
            ("Metering::open", Who::Anyone),
            (
                "Metering::top_up",
                Who::Only(&["ZeroAmount", "UnknownLease", "InsufficientBalance", "Arithmetic"]),
            ),
            ("Metering::close", Who::Only(&["UnknownLease", "NotPayer", "NotOpen"])),
            ("Metering::finalize", Who::Only(&["UnknownLease", "NotPayer", "WindowNotOver"])),
            // What session keys signed.
            ("Metering::settle", Who::Anyone),
            ("Metering::settle_many", Who::Anyone),
            // To the node's owner.
            ("Metering::withdraw_earnings", Who::Anyone),
            ("Metering::sweep", Who::Anyone),
            ("Metering::take_usage", PEER),
            ("Ownable::transfer_ownership", OWNER),
            ("Ownable::accept_ownership", PENDING),
        ],
    ),
    (
        "rewards",
        &[
            ("Rewards::set_params", OWNER),
            // Into the node's pool, once its owner had time to.
            ("Rewards::claim", Who::Anyone),
            ("Rewards::claim_many", Who::Anyone),
            ("Ownable::transfer_ownership", OWNER),
            ("Ownable::accept_ownership", PENDING),
        ],
    ),
    (
        "governance",
        &[
            // What was offered to governance.
            ("Governance::take_ownership", Who::Anyone),
            ("Governance::set_params", OWNER),
            (
                "Governance::propose",
                Who::Only(&[
                    "InvalidProposal",
                    "ForbiddenCall",
                    "InvalidPools",
                    "BelowThreshold",
                    "ParamOutOfBounds",
                ]),
            ),
            (
                "Governance::vote",
                Who::Only(&["UnknownProposal", "NotVoting", "InvalidPools", "NoVotingPower"]),
            ),
            // What passed.
            ("Governance::execute", Who::Anyone),
            ("Governance::cancel", Who::Only(&["UnknownProposal", "NotProposer"])),
            // To its proposer.
            ("Governance::settle_deposit", Who::Anyone),
        ],
    ),
];

const OWNER: Who = Who::Only(&["NotOwner"]);
const PENDING: Who = Who::Only(&["NotPendingOwner"]);
const NODE_OWNER: Who = Who::Only(&["UnknownNode", "NotNodeOwner"]);
const PEER: Who = Who::Only(&["NotPeer"]);

/// Returns who may call a message of a contract.
pub fn who(contract: &str, message: &str) -> &'static Who {
    let (_, messages) = CALLERS.iter().find(|(name, _)| *name == contract).expect("every contract is listed");
    let found = messages.iter().find(|(name, _)| *name == message);
    &found.unwrap_or_else(|| panic!("{contract}: say in CALLERS who may call {message}")).1
}
