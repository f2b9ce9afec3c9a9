using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Tests.Stored;

/// <summary>A made-up aggregate in three forms: form 1 had <c>title</c> and a renamed event, form 2 had one
/// <c>tag</c>.</summary>
public sealed class StoredFormTests
{
    private static readonly Upcaster TitleToName = new(
        State: json => Rename(json, "title", "name"),
        Event: json =>
        {
            if ((string?)json["event"] == "titled") json["event"] = "named";
            return Rename(json, "title", "name");
        });

    private static readonly Upcaster TagToTags = new(State: json =>
    {
        json["tags"] = json["tag"] is { } tag ? new JsonArray(tag.DeepClone()) : new JsonArray();
        json.Remove("tag");
        return json;
    });

    private static readonly Upcaster Unused = new(
        _ => throw new InvalidOperationException(), _ => throw new InvalidOperationException());

    private static StoredForm<Thing, ThingEvent> Third { get; } = new("thing", Options(), TitleToName, TagToTags);

    [Theory]
    [InlineData("""{"title":"A","tag":"x"}""", "A:x")]
    [InlineData("""{"title":"A"}""", "A:")]
    [InlineData("""{"name":"A","tag":"x","form":2}""", "A:x")]
    [InlineData("""{"name":"A","tags":["x","y"],"form":3}""", "A:x,y")]
    public void A_state_of_each_form_is_read(string stored, string thing) =>
        Assert.Equal(thing, Third.ReadState(Bytes(stored)).ToString());

    [Theory]
    [InlineData("""{"event":"titled","title":"A"}""")]
    [InlineData("""{"event":"named","name":"A","form":2}""")]
    [InlineData("""{"event":"named","name":"A","form":3}""")]
    public void An_event_of_each_form_is_read(string stored) =>
        Assert.Equal(new ThingEvent.Named("A"), Third.ReadEvent(Bytes(stored)));

    [Fact]
    public void What_is_written_has_the_number_of_its_form_and_the_first_form_has_none()
    {
        var first = new StoredForm<Thing, ThingEvent>("thing", Options());
        var thing = new Thing("A", []);

        Assert.Equal("""{"name":"A","tags":[]}""", Text(first.WriteState(thing)));
        Assert.Equal("""{"name":"A","tags":[],"form":3}""", Text(Third.WriteState(thing)));
        Assert.Equal("""{"event":"named","name":"A","form":3}""", Text(Third.WriteEvent(new ThingEvent.Named("A"))));
    }

    [Fact]
    public void The_current_form_needs_no_upcaster()
    {
        var current = new StoredForm<Thing, ThingEvent>("thing", Options(), Unused, Unused);

        Assert.Equal("A:", current.ReadState(current.WriteState(new Thing("A", []))).ToString());
        Assert.Equal(new ThingEvent.Named("A"), current.ReadEvent(current.WriteEvent(new ThingEvent.Named("A"))));
    }

    [Theory]
    [InlineData("""{"name":"A","tags":[],"form":4}""")]
    [InlineData("""{"anything":"new","form":12}""")]
    public void A_newer_form_is_refused_with_both_numbers(string stored)
    {
        var state = Assert.Throws<NewerFormException>(() => Third.ReadState(Bytes(stored)));
        var happened = Assert.Throws<NewerFormException>(() => Third.ReadEvent(Bytes(stored)));

        Assert.Contains(stored[(stored.LastIndexOf(':') + 1)..^1], state.Message, StringComparison.Ordinal);
        Assert.Contains("forms up to 3", state.Message, StringComparison.Ordinal);
        Assert.Equal(state.Message, happened.Message);
    }

    [Theory]
    [InlineData("\",\"form\":9")]
    [InlineData(",\"form\":9}")]
    [InlineData("form:9")]
    [InlineData("7")]
    public void A_text_that_looks_like_a_number_of_a_form_is_a_text(string name)
    {
        foreach (var form in new[] { Third, new StoredForm<Thing, ThingEvent>("thing", Options()) })
        {
            Assert.Equal(new ThingEvent.Named(name), form.ReadEvent(form.WriteEvent(new ThingEvent.Named(name))));
            Assert.Equal(new Thing(name, [name]).ToString(),
                form.ReadState(form.WriteState(new Thing(name, [name]))).ToString());
        }
    }

    [Fact]
    public void The_present_forms_are_the_first_ones() =>
        Assert.Equal((1, 1, 1, 1, 1), (ReferralJson.Form.Number, Domain.Schedules.ScheduleJson.Form.Number,
            Domain.Sources.SourceJson.Form.Number, Domain.ServiceLines.ServiceLineJson.Form.Number,
            RecordedAnswer.Form.Number));

    private static JsonObject Rename(JsonObject json, string from, string to)
    {
        if (json.IndexOf(from) is var at and >= 0)
        {
            var value = json[from]?.DeepClone();
            json.Remove(from);
            json.Insert(at, to, value);
        }

        return json;
    }

    private static JsonSerializerOptions Options() => new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private sealed record Thing(string Name, IReadOnlyList<string> Tags)
    {
        public override string ToString() => $"{Name}:{string.Join(',', Tags)}";
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
    [JsonDerivedType(typeof(Named), "named")]
    private abstract record ThingEvent
    {
        public sealed record Named(string Name) : ThingEvent;
    }
}
