using System.Diagnostics;
using ReferralSilo.Host.Monitoring;

namespace ReferralSilo.Host.Tests.Monitoring;

public sealed class SpanFilterTests
{
    [Fact]
    public void A_span_keeps_only_listed_attributes_and_no_description()
    {
        using var activity = new Activity("x").Start();
        foreach (var name in (string[])["url.path", "url.query", "user_agent.original", "client.address",
            "orleans.rpc.target_id", "orleans.grain.id", "exception.message", "exception.stacktrace", "http.route"])
            activity.SetTag(name, "Okafor");
        activity.SetStatus(ActivityStatusCode.Error, "Okafor");
        using var filter = new SpanFilter();

        filter.OnEnd(activity);

        Assert.Equal(["http.route"], activity.TagObjects.Select(t => t.Key));
        Assert.Equal((ActivityStatusCode.Error, null), (activity.Status, activity.StatusDescription));
    }

    [Theory]
    [InlineData("IClockGrain/EnsureRunning", false)]
    [InlineData("IReferralGrain/Handle", true)]
    public void A_call_that_only_keeps_a_grain_active_is_not_exported(string call, bool isExported)
    {
        using var activity = new Activity(call) { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        using var filter = new SpanFilter();

        filter.OnEnd(activity);

        Assert.Equal(isExported, activity.Recorded);
    }
}
