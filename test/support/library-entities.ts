import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { EntityInfo } from '../../src/common/entity-info.js';

/** Entities of no service, for tests of migrations: books on shelves. */
export function firstLibrary(): (new () => object)[] {
  // TypeORM has entities in the order of their declaration: the table that is referred to is to be the later one.
  @Entity('books')
  @Index('books_shelf', ['shelfId'])
  class Book {
    @PrimaryColumn('text')
    id!: string;

    @Column('text')
    shelfId!: string;

    @ManyToOne(() => Shelf, { onDelete: 'CASCADE' })
    @JoinColumn({ name: 'shelfId', foreignKeyConstraintName: 'books_shelf_fk' })
    shelf?: object;
  }

  @Entity('shelves')
  class Shelf extends EntityInfo {
    @Column('text')
    name!: string;
  }
  return [Book, Shelf];
}

/** The same tables later: with more columns, indexes, a unique constraint and a foreign key. */
export function secondLibrary(): (new () => object)[] {
  @Entity('shelves')
  @Unique('shelves_place', ['name', 'place'])
  @Index('shelves_noted', ['note'], { where: 'note IS NOT NULL' })
  class Shelf extends EntityInfo {
    @Column('text')
    name!: string;

    @Column('text', { default: 'cellar' })
    place!: string;

    @Column('integer', { default: 5 })
    level!: number;

    @Column('text', { nullable: true, unique: true })
    note!: string | null;

    @Column('boolean', { nullable: true })
    isFull!: boolean | null;
  }

  @Entity('books')
  @Index('books_shelf', ['shelfId'])
  @Index('books_isbn', ['isbn'], { unique: true })
  class Book {
    @PrimaryColumn('text')
    id!: string;

    @Column('text', { nullable: true })
    isbn!: string | null;

    @Column('text')
    shelfId!: string;

    @ManyToOne(() => Shelf, { onDelete: 'CASCADE' })
    @JoinColumn({ name: 'shelfId', foreignKeyConstraintName: 'books_shelf_fk' })
    shelf?: object;

    @Column('text', { nullable: true })
    nextId!: string | null;

    @ManyToOne(() => Book)
    @JoinColumn({ name: 'nextId', foreignKeyConstraintName: 'books_next_fk' })
    next?: object;
  }

  @Entity('loans')
  class Loan {
    @PrimaryColumn('text')
    bookId!: string;

    @PrimaryColumn('integer')
    number!: number;

    @ManyToOne(() => Book)
    @JoinColumn({ name: 'bookId', foreignKeyConstraintName: 'loans_book_fk' })
    book?: object;

    @Column('simple-json', { default: '[]' })
    readers!: string[];
  }
  return [Loan, Book, Shelf];
}
