using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Conversations;

/// <summary>What a conversation takes from referrals and messages.</summary>
public static class ConversationFacts
{
    /// <summary>The patients of these referrals: of each the newest open referral, else the newest. The patient with
    /// the newest open referral comes first.</summary>
    /// <param name="referrals">Referrals to which a message from the address belongs, as <see cref="With"/>
    /// says.</param>
    public static IReadOnlyList<ConversationPatient> Patients(IEnumerable<Referral> referrals) =>
    [
        .. referrals.GroupBy(PatientOf)
            .Select(own => own.OrderByDescending(IsOpen).ThenByDescending(r => r.Case.ReceivedAt)
                .ThenBy(r => r.Case.Id.Value, StringComparer.Ordinal).First())
            .OrderByDescending(IsOpen).ThenByDescending(r => r.Case.ReceivedAt)
            .ThenBy(r => r.Case.Id.Value, StringComparer.Ordinal).Take(ConversationLimits.Patients)
            .Select(r => new ConversationPatient(r.Case.Id, r.Case.ShownPatient, r.Case.ServiceLine, r.Case.Priority,
                IsOpen(r))
            {
                Home = r.Case.PatientId == r.Case.ShownPatient ? null : r.Case.PatientId,
            }),
    ];

    /// <summary>The patient as the referral is now; the order of the patients does not change.</summary>
    public static ConversationPatient Now(ConversationPatient patient, Referral referral) => patient with
    {
        ServiceLine = referral.Case.ServiceLine, Priority = referral.Case.Priority, IsOpen = IsOpen(referral),
    };

    /// <summary>The referrals to which a message from this address belongs: those of the patients who have it, and of
    /// patients with a related person who has it and was not removed. What a patient keeps private from that person is
    /// left out where the patient has another referral; an open one only where the other one is open, too, because
    /// its service line acts on what the person writes.</summary>
    /// <param name="referrals">Referrals that may have it.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="to">An E.164 number, or a mailbox in any case.</param>
    public static IReadOnlyList<Referral> With(IEnumerable<Referral> referrals, MessageChannel channel, string to)
    {
        List<(Referral Referral, bool IsOwn)> found = [.. referrals
            .Select(r => (r, AddressOwners.IsPatients(r, channel, to)))
            .Where(r => r.Item2 || AddressOwners.Person(r.r, channel, to) is { Removed: null })];
        return [.. found.Where(r => r.IsOwn || MessageReceivers.TopicOf(r.Referral.Case) is null
            || !found.Exists(o => PatientOf(o.Referral) == PatientOf(r.Referral)
                && (IsOpen(o.Referral) || !IsOpen(r.Referral))
                && (o.IsOwn || MessageReceivers.TopicOf(o.Referral.Case) is null))).Select(r => r.Referral)];
    }

    /// <summary>The messages to which a message from the address may be the answer: those that were sent within
    /// <see cref="ConversationLimits.AnsweredWithin"/> and that nothing answered yet.</summary>
    /// <param name="state">The conversation before the message; null for a new one.</param>
    /// <param name="sent">Messages to the address.</param>
    /// <param name="at">When the message came in.</param>
    public static IReadOnlyList<AnsweredMessage> Outstanding(Conversation? state, IEnumerable<Message> sent, Instant at)
    {
        var answered = (state?.Entries ?? []).Select(e => e.Answers?.Message).OfType<string>().ToHashSet();
        return [.. sent.Where(m => m.LastSubmission is { At: var left } && left <= at
                && at < left + ConversationLimits.AnsweredWithin && m is not Message.Rejected
                && m.Status is not (MessageStatus.Failed or MessageStatus.Undelivered)
                && m.Case.Occasion != MessageOccasion.StopConfirmed && !answered.Contains(m.Case.Id))
            .Select(m => new AnsweredMessage(m.Case.Id, m.Case.Occasion, m.Case.Referral))];
    }

    private static string PatientOf(Referral referral) => referral.Case.ShownPatient?.Value ?? referral.Case.Id.Value;

    private static bool IsOpen(Referral referral) => referral is not (Referral.Ended or Referral.Closed);
}
