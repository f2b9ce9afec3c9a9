using System.Text.Json.Nodes;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>When a day ends for a patient (T2), and times that say less than a whole instant (T3).</summary>
public sealed class NeedByMappingTests
{
    [Theory]
    // The zone the patient states.
    [InlineData("America/Denver", "US", "CO", "2031-12-04T06:59:59Z")]
    [InlineData("Pacific/Auckland", "US", "CO", "2031-12-03T10:59:59Z")]
    // Else the state's.
    [InlineData(null, "US", "CO", "2031-12-04T06:59:59Z")]
    [InlineData(null, "US", "CA", "2031-12-04T07:59:59Z")]
    [InlineData(null, "US", "AZ", "2031-12-04T06:59:59Z")]
    [InlineData(null, "US", "HI", "2031-12-04T09:59:59Z")]
    [InlineData("Mars/Base", "US", "HI", "2031-12-04T09:59:59Z")]
    // Else that of a country with one zone.
    [InlineData(null, "NL", null, "2031-12-03T22:59:59Z")]
    // Else the service line's.
    [InlineData(null, "US", null, "2031-12-04T04:59:59Z")]
    [InlineData(null, null, null, "2031-12-04T04:59:59Z")]
    public void Bare_date_ends_where_the_patient_is(string? zone, string? country, string? state, string needBy)
    {
        var request = With("occurrenceDateTime", "2031-12-03");
        var patient = request["contained"]![0]!.AsObject();
        if (zone is null) patient.Remove("extension");
        else patient["extension"]![0]!["valueCode"] = zone;
        var address = new JsonObject();
        if (country is not null) address["country"] = country;
        if (state is not null) address["state"] = state;
        if (address.Count == 0) patient.Remove("address");
        else patient["address"] = new JsonArray(address);
        Assert.Equal(DateTimeOffset.Parse(needBy, null), AResource.Taken(request).Input!.NeedBy);
    }

    [Theory]
    [InlineData("2031-12-01T10:00Z", "2031-12-01T10:00:00Z")]
    [InlineData("2031-12-01T10:00-07:00", "2031-12-01T17:00:00Z")]
    [InlineData("2031-12-01T10:00:30.5+02:00", "2031-12-01T08:00:30.5Z")]
    [InlineData("2032-02", "2032-03-01T06:59:59Z")]
    public void Time_without_seconds_and_month_without_day_are_kept(string text, string needBy) =>
        Assert.Equal(DateTimeOffset.Parse(needBy, null),
            AResource.Taken(With("occurrenceDateTime", text)).Input!.NeedBy);

    [Theory]
    [InlineData("2031-12-01T10Z")]
    [InlineData("2031-13-01")]
    [InlineData("next week")]
    [InlineData("2031-12-01T25:00:00Z")]
    [InlineData("9999-12-31")]
    public void Moment_that_is_not_kept_is_named_never_silent(string text)
    {
        var mapped = AResource.Taken(With("occurrenceDateTime", text));
        Assert.Null(mapped.Input!.NeedBy);
        Assert.Equal(text,
            Assert.Single(mapped.Warnings, warning => warning.Field == "ServiceRequest.occurrence").Value);
    }

    private static JsonObject With(string element, string value)
    {
        var request = AResource.Request();
        request.Remove("occurrencePeriod");
        request[element] = value;
        return request;
    }
}
