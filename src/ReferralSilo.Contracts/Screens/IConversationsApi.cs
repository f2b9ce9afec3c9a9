using ReferralSilo.Contracts.Conversations;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Screens;

/// <summary>What patients write, for screens, with the same permissions, rules and answers as the HTTP API. Scoped to
/// the signed-in user.</summary>
public interface IConversationsApi
{
    /// <summary>The conversations in which staff must act, the earliest due first.</summary>
    /// <param name="serviceLine">Service line id; null for all lines of the user.</param>
    /// <param name="cursor"><c>next</c> of the page before; null for the first page.</param>
    /// <param name="ct">Cancels the request.</param>
    Task<Answer<Page<ConversationView>>> Open(string? serviceLine, string? cursor, CancellationToken ct = default);

    /// <summary>One conversation, also a closed one; <c>not-found</c> for users who may not see it.</summary>
    Task<Answer<ConversationView>> Read(string id);

    /// <summary>The conversations of a patient: the open ones, then the newest; a problem for users who may not see
    /// them.</summary>
    Task<Answer<Page<ConversationView>>> OfPatient(string patient, CancellationToken ct = default);

    /// <summary>The user works on it. <paramref name="operation"/> is an idempotency key; <paramref name="ifVersion"/>
    /// is the version that the user has read.</summary>
    Task<Answer<ConversationView>> Take(string id, TakeConversationInput input, string operation, long? ifVersion);

    /// <summary>Writes to the person. Parameters as for <see cref="Take"/>.</summary>
    Task<Answer<ConversationView>> Reply(string id, ConversationReplyInput input, string operation, long? ifVersion);

    /// <summary>Ends it without an answer. Parameters as for <see cref="Take"/>.</summary>
    Task<Answer<ConversationView>> Close(string id, CloseConversationInput input, string operation, long? ifVersion);

    /// <summary>Decides on words of an emergency. Parameters as for <see cref="Take"/>.</summary>
    Task<Answer<ConversationView>> Decide(string id, EmergencyDecisionInput input, string operation, long? ifVersion);
}
