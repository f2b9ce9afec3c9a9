using System.Text.Json;
using NodaTime;
using ReferralSilo.Api.Live;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>What a new watcher of a long queue receives.</summary>
public sealed class FrameSizeTests
{
    private const int MostBytes = 150_000;
    private static readonly Instant Now = Instant.FromUtc(2031, 3, 3, 9, 0, 1).PlusNanoseconds(125_000_000);

    [Theory]
    [InlineData("Follow-up after discharge, sleeps badly, takes sertraline since March. ")]
    [InlineData("Ansiedad después del parto; no duerme y llora todos los días. ")]
    [InlineData("産後の不安、眠れない、毎日泣いている。")]
    public void A_first_frame_of_a_long_queue_with_long_reasons_is_small(string sentence)
    {
        var reason = new Reason(string.Concat(Enumerable.Repeat(sentence, 50)), []).Summary;
        Assert.Equal(500, reason.Length);
        var rows = Enumerable.Range(0, BoardLimits.QueueRows)
            .Select(n => QueueBoards.Triage(Entry(n) with { Reason = reason }, Now, DateTimeZone.Utc)!).ToList();
        var frame = new BoardFrame("triage/behavioral-health", "e1", 0, 1, true, rows, [], Now.ToDateTimeOffset())
        {
            More = new MoreRows(99_700),
        };
        var options = ContractsJson.Apply(new JsonSerializerOptions());
        options.Converters.Add(new FrameConverter());

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(frame, options).Length, MostBytes / 2, MostBytes);
    }

    private static QueueEntry Entry(int number) => new(
        new ReferralId($"0196f0c3b7b07d3f8a1c5d2e4f6a{number:x4}"), 3, "RS-7F3K-9Q2M",
        new ServiceLineId("behavioral-health"), Stage.Received, Priority.Routine, null,
        new Patient(new PatientName("Dana", "Okafor"), new LocalDate(1988, 4, 12), null, null, null, [], null, null),
        null, new SourceId("lakeside-family-practice"), Now, Now + Duration.FromMinutes(30), false, null, null,
        EligibilityOutcome.Eligible, 0, null, null, null);
}
