// Writes and reads the contracts of oracle.spec.ts with .NET's own serializers.
//
// One request per line on standard input, one reply per line on standard output, with tabs between the fields:
//   write  {namespace}Name  base64(JSON)   ->  ok  base64(XML)
//   read   {namespace}Name  base64(XML)    ->  ok  base64(JSON)
//   schema {namespace}Name  base64(schemas, NUL between them) -> ok base64(line, NUL, lines): what the given schemas declare,
//                                              and what those of XsdDataContractExporter declare, each line once and sorted
// or `error` and the base64 of the exception. The JSON is DataContractJsonSerializer's: names as in XML, a dictionary as
// a list of {"Key", "Value"}.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Schema;

[assembly: ContractNamespace("http://schemas.servicestack.net/types", ClrNamespace = "ServiceStack")]

class Oracle
{
    /// <summary>The closed generic types; reflection finds only the open ones.</summary>
    static readonly Type[] Closed =
    {
        typeof(Voice.Api.ListResponse<Voice.Api.AI.AISessionInfo>),
        typeof(Voice.Api.ListResponse<Voice.Api.AI.AISessionActionInfo>),
        typeof(Fixtures.Box<Fixtures.Leaf>),
        typeof(Fixtures.Box<Fixtures.Far.Foreign>),
        typeof(Fixtures.Box<Fixtures.Box<Fixtures.Far.Foreign>>),
        typeof(Fixtures.Far.Pair<Fixtures.Leaf, Fixtures.Leaf>),
        typeof(Fixtures.Far.Pair<Fixtures.Leaf, Fixtures.Far.Foreign>),
        typeof(Fixtures.Far.Pair<Fixtures.Far.Foreign, Fixtures.Box<Fixtures.Leaf>>),
    };

    static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);

    static void Main()
    {
        var types = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.IsDefined(typeof(DataContractAttribute), false))
            .Where(type => !type.IsAbstract && !type.IsGenericTypeDefinition)
            .Concat(Closed)
            .ToDictionary(NameOf, type => new Oracle(type));
        var input = new StreamReader(Console.OpenStandardInput(), Utf8);
        var output = new StreamWriter(Console.OpenStandardOutput(), Utf8) { AutoFlush = true, NewLine = "\n" };
        for (string line; (line = input.ReadLine()) != null;)
        {
            var fields = line.Split('\t');
            try
            {
                Oracle oracle;
                if (!types.TryGetValue(fields[1], out oracle))
                    throw new Exception("No type " + fields[1] + " among\n" + string.Join("\n", types.Keys));
                var bytes = Convert.FromBase64String(fields[2]);
                var reply = fields[0] == "write" ? oracle.Write(bytes)
                    : fields[0] == "read" ? oracle.Read(bytes)
                    : oracle.Schema(bytes);
                output.WriteLine("ok\t" + Convert.ToBase64String(reply));
            }
            catch (Exception error)
            {
                output.WriteLine("error\t" + Convert.ToBase64String(Encoding.UTF8.GetBytes(error.ToString())));
            }
        }
    }

    /// <summary>The name that .NET gives a type's root element, so that the tests compare names too.</summary>
    static string NameOf(Type type)
    {
        var name = new XsdDataContractExporter().GetRootElementName(type);
        return "{" + name.Namespace + "}" + name.Name;
    }

    readonly Type type;
    readonly DataContractSerializer xml;
    readonly DataContractJsonSerializer json;

    Oracle(Type type)
    {
        this.type = type;
        xml = new DataContractSerializer(type);
        json = new DataContractJsonSerializer(type);
    }

    byte[] Write(byte[] input)
    {
        var value = json.ReadObject(new MemoryStream(input));
        var settings = new XmlWriterSettings { NewLineHandling = NewLineHandling.Entitize, Encoding = Utf8 };
        var output = new MemoryStream();
        using (var writer = XmlWriter.Create(output, settings)) xml.WriteObject(writer, value);
        return output.ToArray();
    }

    byte[] Schema(byte[] input)
    {
        var given = Utf8.GetString(input).Split('\0').Select(text => XmlSchema.Read(new StringReader(text), null));
        var exporter = new XsdDataContractExporter();
        exporter.Export(type);
        var exported = exporter.Schemas.Schemas().Cast<XmlSchema>();
        return Utf8.GetBytes(SchemaLines.Of(given) + "\0" + SchemaLines.Of(exported));
    }

    byte[] Read(byte[] input)
    {
        object value;
        using (var reader = XmlReader.Create(new MemoryStream(input))) value = xml.ReadObject(reader);
        var output = new MemoryStream();
        json.WriteObject(output, value);
        return output.ToArray();
    }
}

/// <summary>What schemas declare, one line a type, an element in a type, and a root element.</summary>
static class SchemaLines
{
    static readonly string[] NotOurs =
        { XmlSchema.Namespace, "http://schemas.microsoft.com/2003/10/Serialization/" };

    public static string Of(IEnumerable<XmlSchema> schemas)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var schema in schemas.Where(schema => !NotOurs.Contains(schema.TargetNamespace)))
            foreach (var item in schema.Items)
            {
                var owner = "{" + schema.TargetNamespace + "}";
                var element = item as XmlSchemaElement;
                if (element != null) lines.Add("root " + owner + Line(element));
                var type = item as XmlSchemaComplexType;
                if (type != null) Add(owner + type.Name, type, lines);
            }
        return string.Join("\n", lines);
    }

    static string Line(XmlSchemaElement element)
    {
        return element.Name + " " + element.SchemaTypeName + " " + element.MinOccurs + ".." + element.MaxOccursString
            + (element.IsNillable ? " nillable" : "");
    }

    static void Add(string owner, XmlSchemaComplexType type, ISet<string> lines)
    {
        var extension = type.ContentModel == null ? null : (XmlSchemaComplexContentExtension)type.ContentModel.Content;
        lines.Add(owner + " : " + (extension == null ? "" : extension.BaseTypeName.ToString()));
        var sequence = (XmlSchemaSequence)(extension == null ? type.Particle : extension.Particle);
        var index = 0;
        foreach (XmlSchemaElement element in sequence.Items)
        {
            lines.Add(owner + " " + index++ + " " + Line(element));
            var anonymous = element.SchemaType as XmlSchemaComplexType;
            if (anonymous != null) Add(owner + "/" + element.Name, anonymous, lines);
        }
    }
}

[DataContract]
class Rootless
{
    [DataMember] public string Text { get; set; }
    [DataMember] public Fixtures.Leaf Leaf { get; set; }
}

namespace ServiceStack
{
    [DataContract]
    class ResponseError
    {
        [DataMember(Order = 1)] public string ErrorCode { get; set; }
        [DataMember(Order = 2)] public string FieldName { get; set; }
        [DataMember(Order = 3)] public string Message { get; set; }
        [DataMember(Order = 4)] public Dictionary<string, string> Meta { get; set; }
    }

    [DataContract]
    class ResponseStatus
    {
        [DataMember(Order = 1)] public string ErrorCode { get; set; }
        [DataMember(Order = 2)] public string Message { get; set; }
        [DataMember(Order = 3)] public string StackTrace { get; set; }
        [DataMember(Order = 4)] public List<ResponseError> Errors { get; set; }
        [DataMember(Order = 5)] public Dictionary<string, string> Meta { get; set; }
    }

    [DataContract]
    class ErrorResponse
    {
        [DataMember] public ResponseStatus ResponseStatus { get; set; }
    }

    [DataContract]
    class AuthenticateResponse
    {
        [DataMember(Order = 1)] public string UserId { get; set; }
        [DataMember(Order = 2)] public string SessionId { get; set; }
        [DataMember(Order = 3)] public string UserName { get; set; }
        [DataMember(Order = 4)] public string DisplayName { get; set; }
        [DataMember(Order = 5)] public string ReferrerUrl { get; set; }
        [DataMember(Order = 6)] public string BearerToken { get; set; }
        [DataMember(Order = 7)] public string RefreshToken { get; set; }
        // DateTime? in ServiceStack: it is never set, and nil is the same for both.
        [DataMember(Order = 8)] public string RefreshTokenExpiry { get; set; }
        [DataMember(Order = 9)] public string ProfileUrl { get; set; }
        [DataMember(Order = 10)] public List<string> Roles { get; set; }
        [DataMember(Order = 11)] public List<string> Permissions { get; set; }
        [DataMember(Order = 12)] public string AuthProvider { get; set; }
        [DataMember(Order = 13)] public ResponseStatus ResponseStatus { get; set; }
        [DataMember(Order = 14)] public Dictionary<string, string> Meta { get; set; }
    }
}

namespace Voice.Api
{
    [DataContract]
    abstract class EntityInfo
    {
        [DataMember] public string Id { get; set; }
        [DataMember] public string DateCreated { get; set; }
        [DataMember] public string DateLastModified { get; set; }
        [DataMember] public string CreatedBy { get; set; }
        [DataMember] public string LastModifiedBy { get; set; }
    }

    [DataContract]
    class ListResponse<T>
    {
        [DataMember] public List<T> Items { get; set; }
        [DataMember] public int TotalCount { get; set; }
        [DataMember] public int TotalPages { get; set; }
        [DataMember] public bool HasMorePages { get; set; }
    }
}

namespace Voice.Api.AI
{
    [DataContract]
    class AISessionInfo : EntityInfo
    {
        [DataMember] public string AccountId { get; set; }
        [DataMember] public string AccountName { get; set; }
        [DataMember] public string Purpose { get; set; }
        [DataMember(EmitDefaultValue = false)] public List<AISessionActionInfo> Actions { get; set; }
        [DataMember(EmitDefaultValue = false)] public string Log { get; set; }
    }

    [DataContract]
    class AISessionActionInfo
    {
        [DataMember] public string Date { get; set; }
        [DataMember] public string Id { get; set; }
        [DataMember] public string FunctionName { get; set; }
        [DataMember] public string Arguments { get; set; }
        [DataMember] public string Description { get; set; }
        [DataMember] public bool CanBeApplied { get; set; }
        [DataMember(EmitDefaultValue = false)] public string Status { get; set; }
        [DataMember(EmitDefaultValue = false)] public string Error { get; set; }
    }

    [DataContract]
    class NewAISessionAction
    {
        [DataMember] public string SessionId { get; set; }
        [DataMember] public string FunctionName { get; set; }
        [DataMember] public string Arguments { get; set; }
        [DataMember] public string Description { get; set; }
    }

    [DataContract]
    class DeleteAISessionAction
    {
        [DataMember] public string SessionId { get; set; }
        [DataMember] public string ActionId { get; set; }
    }

    [DataContract]
    class ApplyAISession
    {
        [DataMember] public string SessionId { get; set; }
    }

    [DataContract]
    class NewAISession
    {
        [DataMember] public string AccountId { get; set; }
        [DataMember] public string Purpose { get; set; }
    }

    [DataContract]
    class NewAIUsageRecord
    {
        [DataMember] public string AccountId { get; set; }
        [DataMember] public string CustomerId { get; set; }
        [DataMember] public string SessionId { get; set; }
        [DataMember] public string StartDate { get; set; }
        [DataMember] public int Seconds { get; set; }
    }

    [DataContract]
    class AIUsageRecordInfo : EntityInfo
    {
        [DataMember] public string AccountId { get; set; }
        [DataMember] public string CustomerId { get; set; }
        [DataMember] public string SessionId { get; set; }
        [DataMember] public string StartDate { get; set; }
        [DataMember] public int Seconds { get; set; }
    }

    [DataContract]
    class GetAIUsage
    {
        [DataMember] public string AccountId { get; set; }
        [DataMember] public string CustomerId { get; set; }
        [DataMember] public string StartDate { get; set; }
        [DataMember] public string EndDate { get; set; }
    }

    [DataContract]
    class AIUsage
    {
        [DataMember] public List<AIAccountUsage> AccountUsage { get; set; }
        [DataMember] public List<AICustomerUsage> CustomerUsage { get; set; }
    }

    [DataContract]
    class AIAccountUsage
    {
        [DataMember] public string AccountId { get; set; }
        [DataMember] public int AIMinutes { get; set; }
    }

    [DataContract]
    class AICustomerUsage
    {
        [DataMember] public string AccountId { get; set; }
        [DataMember] public string CustomerId { get; set; }
        [DataMember] public int AIMinutes { get; set; }
    }

    [DataContract]
    class PatchAISession
    {
        [DataMember] public string SessionId { get; set; }
        [DataMember] public string Purpose { get; set; }
    }
}

namespace Fixtures
{
    using Fixtures.Far;
    using Fixtures.Third;

    [DataContract]
    class Leaf
    {
        [DataMember] public string Text { get; set; }
    }

    [DataContract]
    class Nothing
    {
    }

    [DataContract]
    class Scalars
    {
        [DataMember] public int? Count { get; set; }
        [DataMember] public bool? Done { get; set; }
        [DataMember] public int Number { get; set; }
        [DataMember] public bool Flag { get; set; }
        [DataMember] public string Text { get; set; }
    }

    [DataContract]
    class Members
    {
        [DataMember] public Leaf Same { get; set; }
        [DataMember] public Foreign Other { get; set; }
        [DataMember] public Addressed Address { get; set; }
        [DataMember] public Nothing Nothing { get; set; }
        [DataMember] public OtherLeaf OtherLeaf { get; set; }
        [DataMember] public List<OtherLeaf> OtherLeaves { get; set; }
        [DataMember] public Rootless Rootless { get; set; }
    }

    [DataContract]
    class Lists
    {
        [DataMember] public List<string> Strings { get; set; }
        [DataMember] public List<int> Ints { get; set; }
        [DataMember] public List<bool> Bools { get; set; }
        [DataMember] public List<Leaf> Leaves { get; set; }
        [DataMember] public List<Thing> Things { get; set; }
        [DataMember] public List<List<string>> StringLists { get; set; }
        [DataMember] public List<List<List<int>>> IntCubes { get; set; }
        [DataMember] public List<List<Thing>> ThingLists { get; set; }
        [DataMember] public List<Dictionary<string, string>> Maps { get; set; }
        [DataMember] public List<Dictionary<string, Thing>> ThingMaps { get; set; }
    }

    [DataContract]
    class Dictionaries
    {
        [DataMember] public Dictionary<string, string> Strings { get; set; }
        [DataMember] public Dictionary<string, int> Ints { get; set; }
        [DataMember] public Dictionary<string, bool> Bools { get; set; }
        [DataMember] public Dictionary<string, Leaf> Leaves { get; set; }
        [DataMember] public Dictionary<string, Thing> Things { get; set; }
        [DataMember] public Dictionary<string, List<string>> StringLists { get; set; }
        [DataMember] public Dictionary<string, List<Thing>> ThingLists { get; set; }
        [DataMember] public Dictionary<string, Dictionary<string, string>> Maps { get; set; }
        [DataMember] public Dictionary<string, Dictionary<string, Thing>> ThingMaps { get; set; }
    }

    [DataContract]
    class Tree
    {
        [DataMember] public string Name { get; set; }
        [DataMember] public Tree Left { get; set; }
        [DataMember] public List<Tree> Children { get; set; }
        [DataMember] public Dictionary<string, Tree> ByName { get; set; }
    }

    [DataContract]
    class Chain
    {
        [DataMember] public Chain Next { get; set; }
        [DataMember] public Foreign Foreign { get; set; }
        [DataMember] public List<int> Ints { get; set; }
    }

    [DataContract]
    class Ordered
    {
        [DataMember(Order = 2)] public string Second { get; set; }
        [DataMember(Order = 1)] public string First { get; set; }
        [DataMember] public string Unordered { get; set; }
        [DataMember(Order = 0)] public string AtZero { get; set; }
        [DataMember(Order = 1)] public string AlsoFirst { get; set; }
        [DataMember] public string Another { get; set; }
        [DataMember(Order = 10)] public List<string> Tenth { get; set; }
    }

    [DataContract(Name = "renamed", Namespace = "urn:made:up")]
    class Renamed
    {
        [DataMember(Name = "type")] public string Kind { get; set; }
        [DataMember] public string Zebra { get; set; }
        [DataMember(Name = "_Hidden")] public string Hidden { get; set; }
        [DataMember(Name = "errors")] public List<Renamed> Mistakes { get; set; }
        [DataMember] public Dictionary<string, Renamed> ByName { get; set; }
    }

    [DataContract]
    class Box<T>
    {
        [DataMember] public T Content { get; set; }
        [DataMember] public List<T> More { get; set; }
        [DataMember] public Dictionary<string, T> Named { get; set; }
    }

    [DataContract]
    class Closed
    {
        [DataMember] public Box<Foreign> Box { get; set; }
        [DataMember] public List<Box<Foreign>> Boxes { get; set; }
        [DataMember] public Pair<Leaf, Foreign> Pair { get; set; }
        [DataMember] public List<Pair<Leaf, Foreign>> Pairs { get; set; }
        [DataMember] public Dictionary<string, Pair<Leaf, Foreign>> PairsByName { get; set; }
    }

    [DataContract]
    class Grandparent
    {
        [DataMember] public string Account_Id { get; set; }
        [DataMember] public string AccountId2 { get; set; }
        [DataMember] public string AccountId { get; set; }
        [DataMember] public string AccountID { get; set; }
        [DataMember] public string Äpfel { get; set; }
        [DataMember] public string Zebra { get; set; }
        [DataMember(Order = 1)] public string Before { get; set; }
    }
}

namespace Fixtures.Far
{
    using Fixtures.Third;

    [DataContract]
    class Foreign
    {
        [DataMember] public string Name { get; set; }
        [DataMember] public List<string> Words { get; set; }
        [DataMember] public Leaf Leaf { get; set; }
    }

    [DataContract]
    class Pair<A, B>
    {
        [DataMember] public A First { get; set; }
        [DataMember] public B Second { get; set; }
    }

    [DataContract]
    class Parent : Grandparent
    {
        [DataMember] public string Middle { get; set; }
        [DataMember] public Leaf FromAbove { get; set; }
        [DataMember] public Foreign FromHere { get; set; }
        [DataMember] public Thing FromBelow { get; set; }
        [DataMember] public List<Thing> ThingsFromBelow { get; set; }
        [DataMember] public Dictionary<string, Thing> ThingsByName { get; set; }
        [DataMember] public List<string> Words { get; set; }
    }
}

namespace Fixtures.Third
{
    using Fixtures.Far;

    [DataContract]
    class Thing
    {
        [DataMember] public string Name { get; set; }
        [DataMember] public int? Count { get; set; }
        [DataMember] public Leaf Leaf { get; set; }
    }

    [DataContract(Name = "Leaf")]
    class OtherLeaf
    {
        [DataMember] public string Text { get; set; }
    }

    [DataContract(Namespace = "https://example.org/types?version=1&draft='no'")]
    class Addressed
    {
        [DataMember] public string Text { get; set; }
        [DataMember] public Leaf Leaf { get; set; }
        [DataMember] public Addressed Next { get; set; }
    }

    [DataContract]
    class Child : Parent
    {
        [DataMember] public string Another { get; set; }
        [DataMember] public Leaf Leaf { get; set; }
        [DataMember] public Foreign Foreign { get; set; }
        [DataMember] public Thing Thing { get; set; }
        [DataMember] public List<Child> Children { get; set; }
    }
}
