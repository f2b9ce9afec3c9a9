using System.Text.Json.Nodes;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>The end of a day for a patient (T2), and times without seconds (T3).</summary>
public sealed class NeedByMappingTests
{
    [Theory]
    // The zone of the patient.
    [InlineData("America/Denver", "US", "CO", "2031-12-04T06:59:59Z")]
    [InlineData("Pacific/Auckland", "US", "CO", "2031-12-03T10:59:59Z")]
    // Else the zone of the state.
    [InlineData(null, "US", "CO", "2031-12-04T06:59:59Z")]
    [InlineData(null, "US", "CA", "2031-12-04T07:59:59Z")]
    [InlineData(null, "US", "AZ", "2031-12-04T06:59:59Z")]
    [InlineData(null, "US", "HI", "2031-12-04T09:59:59Z")]
    [InlineData("Mars/Base", "US", "HI", "2031-12-04T09:59:59Z")]
    // Else the zone of a country with one zone.
    [InlineData(null, "NL", null, "2031-12-03T22:59:59Z")]
    // Else the zone of the service line.
    [InlineData(null, "US", null, "2031-12-04T04:59:59Z")]
    [InlineData(null, null, null, "2031-12-04T04:59:59Z")]
    public void Date_ends_in_the_zone_of_the_patient(string? zone, string? country, string? state, string needBy)
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
        Assert.Equal(DateTimeOffset.Parse(needBy, null), AResource.Accepted(request).Input!.NeedBy);
    }

    [Theory]
    [InlineData("2031-12-01T10:00Z", "2031-12-01T10:00:00Z")]
    [InlineData("2031-12-01T10:00-07:00", "2031-12-01T17:00:00Z")]
    [InlineData("2031-12-01T10:00:30.5+02:00", "2031-12-01T08:00:30.5Z")]
    [InlineData("2032-02", "2032-03-01T06:59:59Z")]
    public void Time_without_seconds_and_month_without_day_are_accepted(string text, string needBy) =>
        Assert.Equal(DateTimeOffset.Parse(needBy, null),
            AResource.Accepted(With("occurrenceDateTime", text)).Input!.NeedBy);

    [Theory]
    [InlineData("2031-12-01T10Z")]
    [InlineData("2031-13-01")]
    [InlineData("next week")]
    [InlineData("2031-12-01T25:00:00Z")]
    [InlineData("9999-12-31")]
    public void Unusable_need_by_gets_a_warning(string text)
    {
        var mapped = AResource.Accepted(With("occurrenceDateTime", text));
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
