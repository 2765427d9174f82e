//! Everything that happens and that another part may hear of: the site's diary.

use crate::ids::{
    AccountId, CaseId, CollectionId, CommentId, CommunityId, ImportId, ResourceId, SuggestionId,
    Thing, ThreadId,
};

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
    /// The time in which a closed account could be opened again is over.
    AccountClosedForGood { account: AccountId },
    /// All that was personal of an account is erased; its row stays, with a name.
    AccountErased { account: AccountId },
    /// A community was founded.
    CommunityFounded { community: CommunityId, by: AccountId },
    /// A community's description or rules were changed.
    CommunityChanged { community: CommunityId, by: AccountId },
    /// Somebody joined a community.
    MemberJoined { community: CommunityId, account: AccountId },
    /// Somebody left a community.
    MemberLeft { community: CommunityId, account: AccountId },
    /// Somebody asks to join a community.
    CommunityAsked { community: CommunityId, account: AccountId },
    /// A moderator answered somebody who asked to join.
    MemberAnswered { community: CommunityId, account: AccountId, by: AccountId, accepted: bool },
    /// A moderator invited somebody.
    MemberInvited { community: CommunityId, account: AccountId, by: AccountId },
    /// Somebody answered the invitation of a moderator.
    InvitationAnswered { community: CommunityId, account: AccountId, by: AccountId, accepted: bool },
    /// A moderator took a member out.
    MemberSentAway { community: CommunityId, account: AccountId, by: AccountId },
    /// A member was given another role.
    MemberRoleChanged { community: CommunityId, account: AccountId, by: AccountId },
    /// An owner handed a community over to another member.
    OwnershipHanded { community: CommunityId, from: AccountId, to: AccountId },
    /// Moderators gave a collection a place at the top of their community.
    CollectionFeatured { community: CommunityId, collection: CollectionId, by: AccountId },
    /// Somebody made a resource their own, to adapt it.
    ResourceCopied { original: ResourceId, copy: ResourceId, by: AccountId },
    /// The original of somebody's adapted copy has a version that they have not seen; told once
    /// until they say that they have.
    ResourceOutdated { original: ResourceId, copy: ResourceId, by: AccountId },
    /// A draft was begun.
    ResourceDrafted { resource: ResourceId, by: AccountId },
    /// A draft waits for somebody who may publish it.
    ResourceSubmitted { resource: ResourceId, by: AccountId },
    /// A curator sent a resource back to its owner with a note.
    ResourceSentBack { resource: ResourceId, by: AccountId },
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
    /// The words inside the files of a resource were read.
    WordsRead { resource: ResourceId },
    /// A resource has other topics than before.
    TopicsChanged { resource: ResourceId, by: AccountId },
    /// A resource was linked to its translations, or is so no more.
    TranslationsChanged { resource: ResourceId, by: AccountId },
    /// A collection was begun.
    CollectionMade { collection: CollectionId, by: AccountId },
    /// A collection's description, order, sections, notes or items were changed.
    CollectionChanged { collection: CollectionId, by: AccountId },
    /// An item was put into a collection.
    ItemAdded { collection: CollectionId, resource: ResourceId, by: AccountId },
    /// An item was taken out of a collection.
    ItemRemoved { collection: CollectionId, resource: ResourceId, by: AccountId },
    /// Somebody made a collection their own.
    CollectionCopied { original: CollectionId, copy: CollectionId, by: AccountId },
    /// The original of somebody's copy was changed; told once until they say that they have seen it.
    CollectionOutdated { original: CollectionId, copy: CollectionId, by: AccountId },
    /// Somebody would like to see a resource in a collection.
    SuggestionMade { suggestion: SuggestionId, collection: CollectionId, by: AccountId },
    /// A curator of the collection took the suggestion up or declined it.
    SuggestionAnswered {
        suggestion: SuggestionId,
        collection: CollectionId,
        by: AccountId,
        accepted: bool,
    },
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
    /// A discussion was begun; its first comment was announced before.
    ThreadOpened { thread: ThreadId, by: AccountId },
    /// A discussion was renamed, or put at the top or taken from there.
    ThreadChanged { thread: ThreadId, by: AccountId },
    /// A discussion was closed or opened again.
    ThreadClosed { thread: ThreadId, by: AccountId, closed: bool },
    /// A discussion now belongs to another thing.
    ThreadMoved { thread: ThreadId, by: AccountId },
    /// Something was said in a discussion.
    CommentWritten { comment: CommentId, by: AccountId },
    /// Something that was said was written anew.
    CommentChanged { comment: CommentId, by: AccountId },
    /// Something that was said was withdrawn; a tombstone stays.
    CommentWithdrawn { comment: CommentId, by: AccountId },
    /// A withdrawn comment was brought back.
    CommentRestored { comment: CommentId, by: AccountId },
    /// Something that was said waits until somebody has looked at it; nobody else sees it.
    CommentHeld { comment: CommentId, by: AccountId },
    /// Somebody looked at what waited.
    CommentAnswered { comment: CommentId, by: AccountId, accepted: bool },
    /// Somebody who may read it was named in a comment.
    PersonMentioned { account: AccountId, comment: CommentId, by: AccountId },
    /// Somebody follows a person, a community or a collection.
    Followed { thing: Thing, by: AccountId },
    /// Somebody does not follow it any more.
    Unfollowed { thing: Thing, by: AccountId },
    /// Somebody gave thanks for a resource or a collection.
    Thanked { thing: Thing, by: AccountId },
    /// Somebody took their thanks back.
    ThanksTaken { thing: Thing, by: AccountId },
    /// Somebody told how they used a resource.
    UseReported { resource: ResourceId, by: AccountId },
    /// Somebody changed what they told of using a resource.
    UseChanged { resource: ResourceId, by: AccountId },
    /// Somebody took back what they told of using a resource.
    UseWithdrawn { resource: ResourceId, by: AccountId },
}
