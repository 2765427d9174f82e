//! Everything that happens and that another part may hear of: the site's diary.

use crate::ids::{AccountId, CaseId, CollectionId, CommunityId, ImportId, ResourceId};

/// Something that happened, announced inside the transaction that made it so.
///
/// Events carry ids only: a listener reads what it needs in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody got an account.
    AccountJoined { account: AccountId },
    /// A profile was changed.
    AccountChanged { account: AccountId },
    /// An account was suspended or taken back in.
    AccountStanding { account: AccountId, by: AccountId },
    /// The same was done by hand, not by a decision of the moderation.
    AccountStandingByHand { account: AccountId, by: AccountId },
    /// What was personal in a closed account was erased.
    AccountEmptied { account: AccountId },
    /// A community was founded.
    CommunityFounded { community: CommunityId, by: AccountId },
    /// A community's description or rules were changed.
    CommunityChanged { community: CommunityId, by: AccountId },
    /// Somebody joined a community.
    MemberJoined { community: CommunityId, account: AccountId },
    /// Somebody left a community.
    MemberLeft { community: CommunityId, account: AccountId },
    /// A draft was begun.
    ResourceDrafted { resource: ResourceId, by: AccountId },
    /// A draft waits for somebody who may publish it.
    ResourceSubmitted { resource: ResourceId, by: AccountId },
    /// A resource became visible to those whom its visibility names.
    ResourcePublished { resource: ResourceId, by: AccountId },
    /// A resource was changed, published or not.
    ResourceChanged { resource: ResourceId, by: AccountId },
    /// A published resource was taken back to the drafts.
    ResourceUnpublished { resource: ResourceId, by: AccountId },
    /// A resource was withdrawn; a tombstone stays.
    ResourceWithdrawn { resource: ResourceId, by: AccountId },
    /// A withdrawn resource was brought back.
    ResourceRestored { resource: ResourceId, by: AccountId },
    /// A resource was removed without a trace, as the undoing of an import does.
    ResourceErased { resource: ResourceId },
    /// A collection was begun.
    CollectionMade { collection: CollectionId, by: AccountId },
    /// A collection's description, order, sections, notes or items were changed.
    CollectionChanged { collection: CollectionId, by: AccountId },
    /// An item was put into a collection.
    ItemAdded { collection: CollectionId, resource: ResourceId, by: AccountId },
    /// An item was taken out of a collection.
    ItemRemoved { collection: CollectionId, resource: ResourceId, by: AccountId },
    /// A collection was withdrawn.
    CollectionWithdrawn { collection: CollectionId, by: AccountId },
    /// A collection was removed without a trace.
    CollectionErased { collection: CollectionId },
    /// Something was reported that had not been before.
    Reported { case: CaseId },
    /// A moderator decided about what was reported.
    CaseDecided { case: CaseId, by: AccountId },
    /// A course backup has become a collection.
    CourseImported { import: ImportId, collection: CollectionId, by: AccountId },
}
