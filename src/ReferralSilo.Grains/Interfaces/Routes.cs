using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>Where the messages of one kind of grain to another go.</summary>
public static class Routes
{
    public static GrainRoute Referral { get; } = GrainRoute.To<IReferralGrain>("referral", "referral");

    public static GrainRoute Schedule { get; } = GrainRoute.To<IScheduleGrain>("schedule", "schedule");

    public static GrainRoute Message { get; } = GrainRoute.To<IMessageGrain>("message");

    public static GrainRoute Outreach { get; } = GrainRoute.To<IOutreachGrain>("outreach");

    public static GrainRoute BlockedMessages { get; } =
        GrainRoute.To<IBlockedMessagesGrain>("blocked-messages") with { OnlyKey = IBlockedMessagesGrain.Key };

    public static GrainRoute Address { get; } = GrainRoute.To<IAddressGrain>("address");

    public static GrainRoute Conversation { get; } = GrainRoute.To<IConversationGrain>("conversation");

    public static GrainRoute Patient { get; } = GrainRoute.To<IPatientGrain>("patient");

    public static GrainRoute PatientMerges { get; } = GrainRoute.To<IPatientMergesGrain>("patient-merges") with
    {
        OnlyKey = IPatientMergesGrain.Key,
    };

    public static GrainRoute ServiceLine { get; } =
        GrainRoute.To<IServiceLineGrain>("service-line", "triage", "alarms", "desk") with { IsFew = true };
}
