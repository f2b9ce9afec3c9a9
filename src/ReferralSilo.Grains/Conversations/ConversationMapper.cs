using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Conversations;

/// <summary>Maps conversations to ledger rows.</summary>
public sealed class ConversationMapper(KeyedHash hash) : IAggregateMapper<Conversation, ConversationEvent>
{
    public const string StreamKind = "conversation";

    public string Kind => StreamKind;

    public StoredForm<Conversation, ConversationEvent> Form => ConversationJson.Form;

    public string NameOf(ConversationEvent happened) => ConversationJson.WireName(happened);

    public Conversation Evolve(Conversation? state, ConversationEvent happened) =>
        ConversationEvolver.Evolve(state, happened);

    public Instant? DueAt(Conversation state) => state.DueAt;

    public InlineRow? Row(Conversation? before, Conversation state) => Listed(state).Change(
        before is null ? null : Listed(before),
        before is not null && ReferenceEquals(before.Patients, state.Patients) ? null : Tokens(state));

    /// <summary>The token of the conversations that a service line sees.</summary>
    public static long LineToken(KeyedHash hash, ServiceLineId line) => hash.Of("conversation-line", line.Value);

    /// <summary>The token of the conversations of a patient.</summary>
    public static long PatientToken(KeyedHash hash, PatientId patient) =>
        hash.Of("conversation-patient", patient.Value);

    /// <summary>The token of the conversations of a referral that no record of a patient has yet.</summary>
    public static long ReferralToken(KeyedHash hash, ReferralId referral) =>
        hash.Of("conversation-referral", referral.Value);

    private long[] Tokens(Conversation state) =>
    [
        .. state.Lines.Select(line => LineToken(hash, line))
            .Concat(state.Patients.SelectMany(p => new[] { p.Patient, p.Home }).OfType<PatientId>()
                .Select(patient => PatientToken(hash, patient)))
            .Concat(state.Patients.Select(p => ReferralToken(hash, p.Referral))).Distinct(),
    ];

    private static ConversationListRow Listed(Conversation state) => new(
        state.Turn?.DueAt, state.LastAt, state.Emergency is not null, state.Channel.ToString().ToLowerInvariant());
}
